using PmpPulse.Curation.Deduplicate;

namespace PmpPulse.Curation.Fencing;

/// <summary>
/// Makes this worker the one that appends: reads the register, ends the stream in it, creates a new one, writes it to the
/// register by compare-and-set (if another worker was faster, it starts over), and only then loads what is written, which from then on
/// no other worker changes.
/// </summary>
internal sealed class Takeover(ICuratedTable table, FenceOptions options, TimeProvider clock, ILogger<Takeover> logger)
{
    private const int MaxConflicts = 10;

    /// <exception cref="OwnershipLostException">Other workers were faster each time.</exception>
    /// <exception cref="RegisterFormatException">The register can't be read.</exception>
    public async Task<OwnedStream> RunAsync(CancellationToken cancellationToken)
    {
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            if (conflicts > 0) await Task.Delay(options.Backoff(conflicts), clock, cancellationToken);
            var entry = await table.ReadRegisterAsync(cancellationToken);
            if (entry.Value.Stream is { } old) await table.FinalizeStreamAsync(old, cancellationToken);
            var stream = await table.CreateStreamAsync(cancellationToken);
            var register = new Register(entry.Value.Epoch + 1, stream);
            if (await TryRegisterAsync(register, entry.ETag, cancellationToken)) return await LoadAsync(register, stream, cancellationToken);
            Log.TakeoverConflict(logger, register.Epoch);
        }

        throw new OwnershipLostException($"Other workers took the curated table {MaxConflicts} times in a row.");
    }

    private async Task<bool> TryRegisterAsync(Register register, string etag, CancellationToken cancellationToken)
    {
        try
        {
            return await table.TryReplaceRegisterAsync(register, etag, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // the answer was lost: the register shows whether it was changed, because the stream's name is unique
            Log.RegisterUnknown(logger, exception, register.Epoch);
            return (await table.ReadRegisterAsync(cancellationToken)).Value == register;
        }
    }

    private async Task<OwnedStream> LoadAsync(Register register, string stream, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - options.Memory;
        // the table doesn't say whether they are complete: it is queried for those that are redelivered
        var written = new WrittenSnapshots(since, options.MaxRemembered);
        await foreach (var (snapshotId, ingestTs) in table.LoadWrittenAsync(since, cancellationToken)) written.Add(snapshotId, ingestTs, isWhole: false);
        Log.OwnershipTaken(logger, register.Epoch, stream, written.Count);
        return new OwnedStream(register.Epoch, stream, table.OpenStream(stream), written, clock.GetTimestamp());
    }
}
