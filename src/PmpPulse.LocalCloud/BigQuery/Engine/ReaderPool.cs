using System.Collections.Concurrent;
using DuckDB.NET.Data;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Connections for reading, a bounded number, each used by one reader at a time.</summary>
internal sealed class ReaderPool(DatabaseConnections connections, int size) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(size);
    private readonly ConcurrentBag<DuckDBConnection> _idle = [];
    private volatile bool _closed;

    /// <exception cref="BigQueryException">503: the database is closed for repair.</exception>
    public async Task<T> RunAsync<T>(Func<DuckDBConnection, T> read, CancellationToken cancellation)
    {
        ThrowIfClosed();
        await _free.WaitAsync(cancellation);
        try
        {
            ThrowIfClosed();
            return await Task.Run(() => Run(read), cancellation);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Turns readers away, waits for those under way, and lets go of all connections.</summary>
    public async Task CloseAsync()
    {
        _closed = true;
        for (var i = 0; i < size; i++)
            await _free.WaitAsync();
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    /// <summary>Takes readers again after <see cref="CloseAsync"/>.</summary>
    public void Reopen()
    {
        _closed = false;
        _free.Release(size);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_closed)
            await CloseAsync();
        _free.Dispose();
    }

    private T Run<T>(Func<DuckDBConnection, T> read)
    {
        if (!_idle.TryTake(out var connection))
            connection = connections.OpenAnother();
        try
        {
            return read(connection);
        }
        finally
        {
            _idle.Add(connection);
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
            throw BigQueryException.Unavailable();
    }
}
