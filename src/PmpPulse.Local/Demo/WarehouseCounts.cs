using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Local.Demo;

/// <summary>Counts what stands in the tables, by one query over the wire.</summary>
internal sealed class WarehouseCounts(BigQueryClient bigQuery)
{
    private static readonly string Sql = $"""
        SELECT
          (SELECT COUNT(*) FROM (SELECT DISTINCT key, ingest_ts FROM {ResourceNames.Tables.StatusRaw})) AS raw_rows,
          (SELECT COUNT(*) FROM {ResourceNames.Tables.StationInformation}) AS information_rows,
          (SELECT COUNT(*) FROM {ResourceNames.Tables.StationStatus}) AS curated_rows,
          (SELECT COUNT(*) FROM (SELECT DISTINCT snapshot_id, station_id FROM {ResourceNames.Tables.StationStatus})) AS curated_distinct,
          (SELECT COUNT(DISTINCT snapshot_id) FROM {ResourceNames.Tables.StationStatus}) AS snapshots,
          (SELECT COUNT(*) FROM {ResourceNames.Tables.CuratedDeadLetters})
            + (SELECT COUNT(*) FROM {ResourceNames.Tables.StatusPushDeadLetters})
            + (SELECT COUNT(*) FROM {ResourceNames.Tables.StationInfoPushDeadLetters}) AS dlq_rows,
          (SELECT COUNT(*) FROM pmp_marts.velib_latest_state) AS latest_state_rows,
          (SELECT COUNTIF(name IS NOT NULL) FROM pmp_marts.velib_latest_state_enriched) AS enriched_with_name
        """;

    /// <summary>A report that holds the counts and nothing else yet.</summary>
    public async Task<DemoReport> ReadAsync(CancellationToken cancellationToken)
    {
        var row = (await (await bigQuery.QueryAsync(Sql, cancellationToken)).ReadAllAsync(cancellationToken))[0];
        return new DemoReport
        {
            Feed = string.Empty,
            Polls = 0,
            MessagesPublished = 0,
            RawRows = row.GetInt64("raw_rows"),
            InformationRows = row.GetInt64("information_rows"),
            CuratedRows = row.GetInt64("curated_rows"),
            CuratedDistinct = row.GetInt64("curated_distinct"),
            DuplicateSnapshotsDropped = 0,
            DlqRows = row.GetInt64("dlq_rows"),
            LatestStateRows = row.GetInt64("latest_state_rows"),
            EnrichedWithName = row.GetInt64("enriched_with_name"),
            Snapshots = row.GetInt64("snapshots"),
            LatencyMs = new LatencyPercentiles(null, null),
            WallS = 0,
        };
    }
}
