using System.Text.Json.Serialization;

namespace PmpPulse.Local.Demo;

/// <summary>The result of a bounded run, written to <c>artifacts/demo.json</c>.</summary>
internal sealed record DemoReport
{
    /// <summary>The feed that was read: <c>live</c>, <c>sim</c> or <c>dir:PATH</c>.</summary>
    public required string Feed { get; init; }

    /// <summary>Its system: all figures below count only this system.</summary>
    public required string SystemId { get; init; }

    /// <summary>Polls of the feeds that Google Cloud polls every minute.</summary>
    public required long Polls { get; init; }

    /// <summary>Messages on the topics of all feeds.</summary>
    public required long MessagesPublished { get; init; }

    /// <summary>Raw events: the raw table is written at least once, so rows distinct by (<c>key</c>, <c>ingest_ts</c>).</summary>
    public required long RawRows { get; init; }

    public required long InformationRows { get; init; }
    public required long CuratedRows { get; init; }

    /// <summary>Curated rows distinct by snapshot and element.</summary>
    public required long CuratedDistinct { get; init; }

    public required long DuplicateSnapshotsDropped { get; init; }

    /// <summary>Rows in all dead-letter tables, including those that do not name their system.</summary>
    public required long DlqRows { get; init; }

    public required long LatestStateRows { get; init; }

    /// <summary>Rows of <c>gbfs_latest_state_enriched</c> that carry a name.</summary>
    public required long EnrichedWithName { get; init; }

    /// <summary>Distinct snapshots in curated.</summary>
    public required long Snapshots { get; init; }

    public required LatencyPercentiles LatencyMs { get; init; }

    /// <summary>Seconds from the start of the run to this report.</summary>
    public required double WallS { get; init; }
}

/// <summary>Milliseconds from the feed's answer to its rows being queryable; null if nothing was curated.</summary>
internal sealed record LatencyPercentiles(double? P50, double? P99);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class DemoJson : JsonSerializerContext;
