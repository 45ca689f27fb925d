using PmpPulse.Contracts;

namespace PmpPulse.Curation.Stations;

/// <summary>What all stations of a snapshot share.</summary>
/// <param name="SnapshotId">See <see cref="Contracts.SnapshotId"/>.</param>
/// <param name="IngestTs">The envelope's <c>ingest_ts</c>, microseconds since 1970 UTC.</param>
/// <param name="EventTs">The event time, microseconds since 1970 UTC; the ingestion time where the feed told none.</param>
/// <param name="EventTimeMissing">Whether the feed told none.</param>
internal readonly record struct SnapshotContext(long SnapshotId, long IngestTs, long EventTs, bool EventTimeMissing)
{
    /// <param name="envelope">The snapshot's envelope.</param>
    /// <param name="stations">The bytes of its stations array.</param>
    /// <param name="named">The snapshot that the message names itself; null where the id is to be computed.</param>
    public static SnapshotContext Of(EventEnvelope envelope, ReadOnlySpan<byte> stations, long? named) => new(
        named ?? Contracts.SnapshotId.Compute(envelope, stations),
        Contracts.SnapshotId.UnixMicroseconds(envelope.IngestTs),
        Contracts.SnapshotId.UnixMicroseconds(envelope.EffectiveEventTs),
        envelope.EventTs is null);
}
