using PmpPulse.Curation.Deduplicate;

namespace PmpPulse.Curation.Fencing;

/// <summary>
/// Makes this worker the one that appends: reads the register, ends the stream that stands there, creates one, puts it into the
/// register by compare-and-set (somebody else was faster: from the start), and only then loads what is written, which from here on
/// nobody else changes.
/// </summary>
internal sealed class Takeover(ICuratedTable table, FenceOptions options, TimeProvider clock, ILogger<Takeover> logger)
{
    private const int MaxConflicts = 10;

    /// <exception cref="OwnershipLostException">Others were faster again and again.</exception>
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
            // the answer was lost: the register itself says whether it was changed, for the stream's name is ours alone
            Log.RegisterUnknown(logger, exception, register.Epoch);
            return (await table.ReadRegisterAsync(cancellationToken)).Value == register;
        }
    }

    private async Task<OwnedStream> LoadAsync(Register register, string stream, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - options.Memory;
        // whether they are whole the table doesn't say: it is asked about those that come again
        var written = new WrittenSnapshots(since, options.MaxRemembered);
        await foreach (var (snapshotId, ingestTs) in table.LoadWrittenAsync(since, cancellationToken)) written.Add(snapshotId, ingestTs, isWhole: false);
        Log.OwnershipTaken(logger, register.Epoch, stream, written.Count);
        return new OwnedStream(register.Epoch, stream, table.OpenStream(stream), written, clock.GetTimestamp());
    }
}
