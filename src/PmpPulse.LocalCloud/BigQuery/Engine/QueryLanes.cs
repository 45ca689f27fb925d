using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Errors;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// Separate queues for reads, so that long statements barely delay short ones. Metadata and pages of rows have their own lane. A query
/// starts in the quick lane; a slow one moves to the long lane. If that is full, the query is stopped, waits for its turn and starts again.
/// </summary>
internal sealed class QueryLanes(
    ReaderPool readers, StatementSupervisor supervisor, DatabaseOptions options, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _short = new(options.ShortReaders);
    private readonly SemaphoreSlim _quick = new(options.QuickReaders);
    private readonly SemaphoreSlim _long = new(options.LongReaders);

    /// <summary>Runs a short read: metadata or a page of rows.</summary>
    /// <exception cref="BigQueryException">503: the database is being reopened, or the read took too long.</exception>
    public async Task<T> ReadAsync<T>(Func<DuckDBConnection, T> read, CancellationToken cancellationToken)
    {
        await _short.WaitAsync(cancellationToken);
        using var limit = new CancellationTokenSource(options.ShortReadTime, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await readers.RunAsync(read, CancellationToken.None, stop.Token);
        }
        catch (Exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw BigQueryException.ReadTimedOut(options.ShortReadTime);
        }
        finally
        {
            _short.Release();
        }
    }

    /// <summary>Runs a query, which may take any time and may be run twice.</summary>
    /// <exception cref="BigQueryException">
    /// 503: the database is being reopened, or too many cancelled statements are still running.
    /// </exception>
    public async Task<T> QueryAsync<T>(Func<DuckDBConnection, T> query, CancellationToken cancellationToken)
    {
        if (supervisor.GivenUp >= options.MaxGivenUp) throw BigQueryException.TooManyGivenUp(supervisor.GivenUp);
        var held = _quick;
        await held.WaitAsync(cancellationToken);
        try
        {
            using (var pause = new CancellationTokenSource())
            {
                var running = readers.RunAsync(query, pause.Token, cancellationToken);
                if (await CompletesWithinAsync(running, options.QuickTime)) return await running;
                if (await _long.WaitAsync(TimeSpan.Zero, CancellationToken.None))
                {
                    held.Release();
                    held = _long;
                    return await running;
                }

                await pause.CancelAsync();
                await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                // it may have ended on its own, or its caller cancelled it
                if (running.IsCompletedSuccessfully || cancellationToken.IsCancellationRequested) return await running;
            }

            held.Release();
            held = null;
            await _long.WaitAsync(cancellationToken);
            held = _long;
            return await readers.RunAsync(query, CancellationToken.None, cancellationToken);
        }
        finally
        {
            held?.Release();
        }
    }

    public void Dispose()
    {
        _short.Dispose();
        _quick.Dispose();
        _long.Dispose();
    }

    private async Task<bool> CompletesWithinAsync(Task running, TimeSpan within)
    {
        using var ended = new CancellationTokenSource();
        await Task.WhenAny(running, Task.Delay(within, clock, ended.Token));
        await ended.CancelAsync();
        return running.IsCompleted;
    }
}
