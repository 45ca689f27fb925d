using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Feeds;

namespace PmpPulse.Feeds.Rows;

/// <summary>Values that all elements of a snapshot share.</summary>
/// <param name="SystemId">The envelope's source.</param>
/// <param name="SnapshotId">See <see cref="Contracts.Events.SnapshotId"/>.</param>
/// <param name="IngestTs">The envelope's <c>ingest_ts</c>, microseconds since 1970 UTC.</param>
/// <param name="EventTs">The event time, microseconds since 1970 UTC; the ingestion time if the feed gave none.</param>
/// <param name="Flags">The snapshot's quality flags.</param>
/// <param name="Vehicles">What its vehicle types are.</param>
public readonly record struct SnapshotContext(
    string SystemId, long SnapshotId, long IngestTs, long EventTs, SnapshotFlags Flags, VehicleKinds Vehicles)
{
    private static readonly long AheadTolerance = FeedTime.AheadTolerance.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>What ages are measured from: the event time, or the ingestion time if the former is implausible.</summary>
    public long Now => (Flags & SnapshotFlags.EventTimeFuture) == 0 ? EventTs : IngestTs;

    /// <param name="envelope">The snapshot's envelope.</param>
    /// <param name="list">The bytes of its list.</param>
    /// <param name="named">The snapshot that the message names itself; null if the id must be computed.</param>
    /// <param name="vehicles">What the envelope's vehicle types are.</param>
    /// <param name="isCutOff">Whether the end of the list was not found.</param>
    public static SnapshotContext Of(EventEnvelope envelope, ReadOnlySpan<byte> list, long? named, VehicleKinds vehicles, bool isCutOff = false)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var ingestTs = Contracts.Events.SnapshotId.UnixMicroseconds(envelope.IngestTs);
        var eventTs = Contracts.Events.SnapshotId.UnixMicroseconds(envelope.EffectiveEventTs);
        var flags = envelope.EventTs is null ? SnapshotFlags.EventTimeMissing : SnapshotFlags.None;
        if (eventTs > ingestTs + AheadTolerance) flags |= SnapshotFlags.EventTimeFuture;
        if (isCutOff) flags |= SnapshotFlags.Truncated;
        return new SnapshotContext(envelope.Source, named ?? Contracts.Events.SnapshotId.Compute(envelope, list), ingestTs, eventTs, flags, vehicles);
    }
}
