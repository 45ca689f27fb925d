using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Errors;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// Queues for what reads, so that long statements keep short ones waiting for a moment only. Metadata and pages of rows have a lane of
/// their own. A query starts in the quick lane; one that takes longer moves over to the lane of long ones, and where that is full it is
/// stopped, waits for its turn and starts again.
/// </summary>
internal sealed class QueryLanes(ReaderPool readers, StatementSupervisor supervisor, DatabaseOptions options, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _short = new(options.ShortReaders);
    private readonly SemaphoreSlim _quick = new(options.QuickReaders);
    private readonly SemaphoreSlim _long = new(options.LongReaders);

    /// <summary>Runs what takes no time: metadata, a page of rows.</summary>
    /// <exception cref="BigQueryException">503: the database is closed for repair, or the read took too long.</exception>
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
            throw BigQueryException.TookTooLong(options.ShortReadTime);
        }
        finally
        {
            _short.Release();
        }
    }

    /// <summary>Runs a query, which may take any time and may be run twice.</summary>
    /// <exception cref="BigQueryException">503: the database is closed for repair, or too many statements don't stop.</exception>
    public async Task<T> QueryAsync<T>(Func<DuckDBConnection, T> query, CancellationToken cancellationToken)
    {
        if (supervisor.GivenUp >= options.MaxGivenUp)
            throw BigQueryException.TooManyGivenUp(supervisor.GivenUp);
        var held = _quick;
        await held.WaitAsync(cancellationToken);
        try
        {
            using (var pause = new CancellationTokenSource())
            {
                var running = readers.RunAsync(query, pause.Token, cancellationToken);
                if (await EndsAsync(running, options.QuickTime))
                    return await running;
                if (await _long.WaitAsync(TimeSpan.Zero, CancellationToken.None))
                {
                    held.Release();
                    held = _long;
                    return await running;
                }

                await pause.CancelAsync();
                await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                // it may have ended by itself, or somebody has cancelled it
                if (running.IsCompletedSuccessfully || cancellationToken.IsCancellationRequested)
                    return await running;
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

    private async Task<bool> EndsAsync(Task running, TimeSpan within)
    {
        using var ended = new CancellationTokenSource();
        await Task.WhenAny(running, Task.Delay(within, clock, ended.Token));
        await ended.CancelAsync();
        return running.IsCompleted;
    }
}
