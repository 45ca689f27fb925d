using System.Collections.Concurrent;
using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Errors;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Read connections, each used by one reader at a time. Callers limit how many are in use.</summary>
internal sealed class ReaderPool(DatabaseConnections connections, StatementSupervisor supervisor) : IAsyncDisposable
{
    private const int MaxIdle = 16;

    private readonly Lock _lock = new();
    private readonly ConcurrentBag<DuckDBConnection> _idle = [];
    private CancellationTokenSource _closing = new();
    private TaskCompletionSource? _allReturned;
    private int _inUse;
    private bool _closed;

    /// <summary>Called when a reader finds the database unusable. Set before the first read.</summary>
    public Action? Invalidated { get; set; }

    /// <param name="read">Blocking work. Either token interrupts it.</param>
    /// <param name="pause">Stops the statement without giving it up: the caller waits until it has stopped.</param>
    /// <param name="cancellationToken">Stops the statement, and gives it up if it does not stop.</param>
    /// <exception cref="BigQueryException">503: the database is being reopened.</exception>
    public async Task<T> RunAsync<T>(Func<DuckDBConnection, T> read, CancellationToken pause, CancellationToken cancellationToken)
    {
        var closing = Enter();
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing);
            using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, pause);
            if (!_idle.TryTake(out var connection)) connection = connections.OpenAnother();
            var isOwned = true;
            try
            {
                return await supervisor.RunAsync(connection, rented => StatementInterrupt.Run(rented, () => read(rented), interrupt.Token), null, stop.Token);
            }
            catch (StatementGivenUpException)
            {
                isOwned = false;
                throw;
            }
            finally
            {
                // an interrupted statement may leave its transaction open
                if (isOwned && interrupt.IsCancellationRequested) connection.Dispose();
                else if (isOwned) ReturnConnection(connection);
            }
        }
        catch (Exception) when (closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw BigQueryException.Unavailable();
        }
        catch (Exception e) when (EngineFaults.IsInvalidated(e))
        {
            Invalidated?.Invoke();
            throw BigQueryException.NotTriedYet();
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Refuses new readers, stops running ones, and closes all connections.</summary>
    public async Task CloseAsync()
    {
        Task returned;
        lock (_lock)
        {
            if (_closed) return;
            _closed = true;
            _allReturned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_inUse == 0) _allReturned.SetResult();
            returned = _allReturned.Task;
        }

        await _closing.CancelAsync();
        await returned;
        while (_idle.TryTake(out var connection)) connection.Dispose();
    }

    /// <summary>Accepts readers again after <see cref="CloseAsync"/>.</summary>
    public void Reopen()
    {
        lock (_lock)
        {
            if (!_closed) return;
            _closing.Dispose();
            _closing = new CancellationTokenSource();
            _closed = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _closing.Dispose();
    }

    private void ReturnConnection(DuckDBConnection connection)
    {
        if (_idle.Count < MaxIdle) _idle.Add(connection);
        else connection.Dispose();
    }

    private CancellationToken Enter()
    {
        lock (_lock)
        {
            if (_closed) throw BigQueryException.Unavailable();
            _inUse++;
            return _closing.Token;
        }
    }

    private void Exit()
    {
        lock (_lock)
        {
            if (--_inUse == 0) _allReturned?.TrySetResult();
        }
    }
}
