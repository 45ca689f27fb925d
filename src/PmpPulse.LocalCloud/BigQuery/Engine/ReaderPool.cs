using System.Collections.Concurrent;
using DuckDB.NET.Data;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Connections for reading, a bounded number, each used by one reader at a time.</summary>
internal sealed class ReaderPool(DatabaseConnections connections, int size) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(size);
    private readonly ConcurrentBag<DuckDBConnection> _idle = [];

    public async Task<T> RunAsync<T>(Func<DuckDBConnection, T> read, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            return await Task.Run(
                () =>
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
                },
                cancellation);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the readers under way.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < size; i++)
            await _free.WaitAsync();
        while (_idle.TryTake(out var connection))
            connection.Dispose();
        _free.Dispose();
    }
}
