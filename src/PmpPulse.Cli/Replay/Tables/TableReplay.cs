using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli.Replay.Tables;

/// <summary>
/// Replays rows of a table for curation. Nothing marks a row as replayed: curation writes only what is missing, so a killed run
/// is simply repeated.
/// </summary>
internal sealed class TableReplay(ParkedTable parked, Republisher republisher, ReplayOptions options, string topic)
{
    private const int MaxPending = 32;

    private readonly Queue<Task> _pending = new();

    /// <returns>Why it ended before all rows were handled, and the time to continue from; nulls when all are handled.</returns>
    /// <exception cref="GoogleApiException">The table can't be read, and no row was.</exception>
    public async Task<(string? Stopped, DateTimeOffset? NextSince)> RunAsync(
        IAsyncEnumerable<TableCandidate> candidates, ReplayTally tally, IProgress<string> progress, CancellationToken cancellationToken)
    {
        DateTimeOffset? reached = null;
        var taken = 0;
        try
        {
            await foreach (var candidate in candidates.WithCancellation(cancellationToken))
            {
                if (candidate.Skipped is null && taken == options.MaxMessages) return (ReplayStops.MaxMessages, candidate.Time);
                reached = candidate.Time;
                tally.Pulled();
                if (candidate.Skipped is { } reason)
                {
                    tally.Skipped(reason);
                    continue;
                }

                taken++;
                await TakeAsync(candidate, tally, cancellationToken);
                if (taken % 100 == 0) progress.Report($"{taken} handled, up to {Contracts.Json.Rfc3339.Format(candidate.Time)}");
            }

            return (null, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (ReplayStops.Cancelled, reached);
        }
        catch (Exception exception) when (exception is GoogleApiException or HttpRequestException or TimeoutException && reached is not null)
        {
            return (exception.Message, reached);
        }
        finally
        {
            await Task.WhenAll(_pending);
        }
    }

    private async Task TakeAsync(TableCandidate candidate, ReplayTally tally, CancellationToken cancellationToken)
    {
        while (_pending.Count >= MaxPending) await _pending.Dequeue();
        if (candidate.Parked is { } row)
        {
            _pending.Enqueue(ParkAsync(row, tally));
        }
        else if (options.DryRun)
        {
            tally.Replayed();
        }
        else
        {
            try
            {
                await republisher.WaitAsync(candidate.Message!, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                tally.Left(candidate.MessageId, ReplayStops.Cancelled);
                throw;
            }

            _pending.Enqueue(PublishAsync(candidate, tally));
        }
    }

    private async Task PublishAsync(TableCandidate candidate, ReplayTally tally)
    {
        if (await republisher.PublishAsync(topic, candidate.Message!) is { } failure) tally.Failed(candidate.MessageId, failure);
        else tally.Replayed();
    }

    private async Task ParkAsync(ParkedMessage row, ReplayTally tally)
    {
        try
        {
            if (!options.DryRun) await parked.ParkAsync(row, CancellationToken.None);
            tally.Parked(row.MessageId, row.Reason);
        }
        catch (ParkingException exception)
        {
            tally.Failed(row.MessageId, exception.Message);
        }
    }
}
