using PmpPulse.Curation.Deduplicate;

namespace PmpPulse.Curation.Fencing;

/// <summary>
/// All operations that the fence needs of BigQuery: its tests inject scripted faults here. Any call may throw what the clients
/// throw; each method documents what is certain then.
/// </summary>
internal interface ICuratedTable : IWrittenRows
{
    /// <summary>Reads the register.</summary>
    Task<RegisterEntry> ReadRegisterAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Changes the register if nobody else did since it was read. If it throws, the register may or may not have changed.
    /// </summary>
    /// <returns>False if another worker did; then nothing was changed.</returns>
    Task<bool> TryReplaceRegisterAsync(Register value, string etag, CancellationToken cancellationToken);

    /// <summary>Finalizes a stream; succeeds if it no longer exists. If it throws, the stream may or may not be finalized.</summary>
    Task FinalizeStreamAsync(string stream, CancellationToken cancellationToken);

    /// <summary>Creates a committed stream. If it throws, an unknown stream may exist, which does no harm.</summary>
    Task<string> CreateStreamAsync(CancellationToken cancellationToken);

    IStreamAppender OpenStream(string stream);
}
