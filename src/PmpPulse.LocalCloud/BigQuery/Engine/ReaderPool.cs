using System.Collections.Concurrent;
using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Errors;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Connections for reading, each used by one reader at a time. How many there are at once is for its users to bound.</summary>
internal sealed class ReaderPool(DatabaseConnections connections, StatementSupervisor supervisor) : IAsyncDisposable
{
    private const int MaxIdle = 16;

    private readonly Lock _lock = new();
    private readonly ConcurrentBag<DuckDBConnection> _idle = [];
    private CancellationTokenSource _closing = new();
    private TaskCompletionSource? _allBack;
    private int _lent;
    private bool _closed;

    /// <summary>Called when a reader found the database unusable; set before the first reads.</summary>
    public Action? Invalidated { get; set; }

    /// <param name="read">Blocking work; it is interrupted by either token.</param>
    /// <param name="pause">Stops the statement without giving it up: its caller waits until it has stopped.</param>
    /// <param name="cancellationToken">Stops it, and gives it up where it doesn't.</param>
    /// <exception cref="BigQueryException">503: the database is closed for repair.</exception>
    public async Task<T> RunAsync<T>(Func<DuckDBConnection, T> read, CancellationToken pause, CancellationToken cancellationToken)
    {
        var closing = Enter();
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing);
            using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, pause);
            if (!_idle.TryTake(out var connection))
                connection = connections.OpenAnother();
            var mine = true;
            try
            {
                return await supervisor.RunAsync(connection, lent => Run(lent, read, interrupt.Token), null, stop.Token);
            }
            catch (StatementGivenUpException)
            {
                mine = false;
                throw;
            }
            finally
            {
                // one that was interrupted may be left inside a transaction
                if (mine && interrupt.IsCancellationRequested)
                    connection.Dispose();
                else if (mine)
                    Keep(connection);
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
            Leave();
        }
    }

    /// <summary>Turns readers away, stops those under way, and lets go of all connections.</summary>
    public async Task CloseAsync()
    {
        Task back;
        lock (_lock)
        {
            if (_closed)
                return;
            _closed = true;
            _allBack = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_lent == 0)
                _allBack.SetResult();
            back = _allBack.Task;
        }

        await _closing.CancelAsync();
        await back;
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    /// <summary>Takes readers again after <see cref="CloseAsync"/>.</summary>
    public void Reopen()
    {
        lock (_lock)
        {
            if (!_closed)
                return;
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

    private static T Run<T>(DuckDBConnection connection, Func<DuckDBConnection, T> read, CancellationToken interrupt)
    {
        using var interrupting = new StatementInterrupt(connection, interrupt);
        interrupt.ThrowIfCancellationRequested();
        return read(connection);
    }

    private void Keep(DuckDBConnection connection)
    {
        if (_idle.Count < MaxIdle)
            _idle.Add(connection);
        else
            connection.Dispose();
    }

    private CancellationToken Enter()
    {
        lock (_lock)
        {
            if (_closed)
                throw BigQueryException.Unavailable();
            _lent++;
            return _closing.Token;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_lent == 0)
                _allBack?.TrySetResult();
        }
    }
}
