using PmpPulse.Curation.Deduplicate;

namespace PmpPulse.Curation.Fencing;

/// <summary>
/// Everything the fence asks of BigQuery, and nothing more: its tests put scripted faults here. Any call may throw what the clients
/// throw; each says here what then is certain.
/// </summary>
internal interface ICuratedTable : IWrittenRows
{
    /// <summary>Reads the register.</summary>
    Task<RegisterEntry> ReadRegisterAsync(CancellationToken cancellationToken);

    /// <summary>Changes the register if nobody else did since it was read. Thrown: it may have been changed or not.</summary>
    /// <returns>False where somebody else did: nothing was changed.</returns>
    Task<bool> TryReplaceRegisterAsync(Register value, string etag, CancellationToken cancellationToken);

    /// <summary>Ends a stream for everybody; one that is gone is ended. Thrown: it may have ended or not.</summary>
    Task FinalizeStreamAsync(string stream, CancellationToken cancellationToken);

    /// <summary>Creates a committed stream. Thrown: there may be one that nobody knows, which harms nobody.</summary>
    Task<string> CreateStreamAsync(CancellationToken cancellationToken);

    IStreamAppender OpenStream(string stream);
}
