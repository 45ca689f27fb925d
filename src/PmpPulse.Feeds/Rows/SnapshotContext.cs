using PmpPulse.Contracts;

namespace PmpPulse.Curation.Stations;

/// <summary>What all stations of a snapshot share.</summary>
/// <param name="SystemId">The envelope's source.</param>
/// <param name="SnapshotId">See <see cref="Contracts.SnapshotId"/>.</param>
/// <param name="IngestTs">The envelope's <c>ingest_ts</c>, microseconds since 1970 UTC.</param>
/// <param name="EventTs">The event time, microseconds since 1970 UTC; the ingestion time where the feed told none.</param>
/// <param name="Flags">What is odd about the snapshot, and so about each of its rows.</param>
/// <param name="Vehicles">What its vehicle types are.</param>
internal readonly record struct SnapshotContext(
    string SystemId, long SnapshotId, long IngestTs, long EventTs, QualityFlags Flags, VehicleKinds Vehicles)
{
    /// <summary>What ages are measured from: the event time, or the ingestion time where the former can't be believed.</summary>
    public long Now => (Flags & QualityFlags.EventTimeFuture) == 0 ? EventTs : IngestTs;

    /// <param name="envelope">The snapshot's envelope.</param>
    /// <param name="stations">The bytes of its stations array.</param>
    /// <param name="named">The snapshot that the message names itself; null where the id is to be computed.</param>
    /// <param name="vehicles">What the envelope's vehicle types are.</param>
    /// <param name="isCutOff">Whether the end of the array was not found.</param>
    public static SnapshotContext Of(EventEnvelope envelope, ReadOnlySpan<byte> stations, long? named, VehicleKinds vehicles, bool isCutOff = false)
    {
        var ingestTs = Contracts.SnapshotId.UnixMicroseconds(envelope.IngestTs);
        var eventTs = Contracts.SnapshotId.UnixMicroseconds(envelope.EffectiveEventTs);
        var flags = envelope.EventTs is null ? QualityFlags.EventTimeMissing : QualityFlags.None;
        if (eventTs > ingestTs + StationRules.EventTimeTolerance.Ticks / TimeSpan.TicksPerMicrosecond) flags |= QualityFlags.EventTimeFuture;
        if (isCutOff) flags |= QualityFlags.SnapshotTruncated;
        return new SnapshotContext(envelope.Source, named ?? Contracts.SnapshotId.Compute(envelope, stations), ingestTs, eventTs, flags, vehicles);
    }
}
