using PmpPulse.Contracts;

namespace PmpPulse.Curation.Stations;

/// <summary>What all stations of a snapshot share.</summary>
/// <param name="SnapshotId">See <see cref="Contracts.SnapshotId"/>.</param>
/// <param name="IngestTs">The envelope's <c>ingest_ts</c>, microseconds since 1970 UTC.</param>
/// <param name="EventTs">The event time, microseconds since 1970 UTC; the ingestion time where the feed told none.</param>
/// <param name="EventTimeMissing">Whether the feed told none.</param>
internal readonly record struct SnapshotContext(long SnapshotId, long IngestTs, long EventTs, bool EventTimeMissing)
{
    public static SnapshotContext Of(EventEnvelope envelope, ReadOnlySpan<byte> stations) => new(
        Contracts.SnapshotId.Compute(envelope.Key, envelope.EffectiveEventTs, stations),
        Contracts.SnapshotId.UnixMicroseconds(envelope.IngestTs),
        Contracts.SnapshotId.UnixMicroseconds(envelope.EffectiveEventTs),
        envelope.EventTs is null);
}
