using PmpPulse.Curation.Deduplicate;

namespace PmpPulse.Curation.Fencing;

/// <summary>The owner's state. Invalid once ownership is lost.</summary>
internal sealed class OwnedStream(long epoch, string name, IStreamAppender appender, WrittenSnapshots written, long takenAt) : IAsyncDisposable
{
    /// <summary>The register's epoch of this ownership.</summary>
    public long Epoch { get; } = epoch;

    /// <summary>The committed stream; nobody else appends to it.</summary>
    public string Name { get; } = name;

    public IStreamAppender Appender { get; } = appender;

    public WrittenSnapshots Written { get; } = written;

    /// <summary>A timestamp of the clock.</summary>
    public long TakenAt { get; } = takenAt;

    /// <summary>Where the next append goes.</summary>
    public long NextOffset { get; set; }

    public ValueTask DisposeAsync() => Appender.DisposeAsync();
}
