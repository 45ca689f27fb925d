using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Local.Demo;

/// <summary>Counts what stands in the tables of one system, by one query over the wire.</summary>
internal sealed class WarehouseCounts(BigQueryClient bigQuery, string systemId)
{
    private static readonly string Sql = $"""
        WITH curated AS (
          SELECT
            snapshot_id,
            station_id
          FROM {ResourceNames.Tables.StationStatus}
          WHERE system_id = @system_id
        ),
        -- what can't be read does not say of which system it is
        dead AS (
          SELECT JSON_VALUE(event_meta, '$.source') AS source FROM {ResourceNames.Tables.CuratedDeadLetters}
          UNION ALL
          SELECT JSON_VALUE(attributes, '$.source') AS source FROM {ResourceNames.Tables.StatusPushDeadLetters}
          UNION ALL
          SELECT JSON_VALUE(attributes, '$.source') AS source FROM {ResourceNames.Tables.StationInfoPushDeadLetters}
        )
        SELECT
          (SELECT COUNT(*) FROM (SELECT DISTINCT key, ingest_ts FROM {ResourceNames.Tables.StatusRaw} WHERE source = @system_id)) AS raw_rows,
          (SELECT COUNT(*) FROM {ResourceNames.Tables.StationInformation} WHERE system_id = @system_id) AS information_rows,
          (SELECT COUNT(*) FROM curated) AS curated_rows,
          (SELECT COUNT(*) FROM (SELECT DISTINCT snapshot_id, station_id FROM curated)) AS curated_distinct,
          (SELECT COUNT(DISTINCT snapshot_id) FROM curated) AS snapshots,
          (SELECT COUNT(*) FROM dead WHERE COALESCE(source, @system_id) = @system_id) AS dlq_rows,
          (SELECT COUNT(*) FROM pmp_marts.gbfs_latest_state WHERE system_id = @system_id) AS latest_state_rows,
          (SELECT COUNTIF(name IS NOT NULL) FROM pmp_marts.gbfs_latest_state_enriched WHERE system_id = @system_id) AS enriched_with_name
        """;

    /// <summary>A report that holds the counts and nothing else yet.</summary>
    public async Task<DemoReport> ReadAsync(CancellationToken cancellationToken)
    {
        var query = new BigQueryQuery(Sql) { Parameters = [QueryParameter.String("system_id", systemId)] };
        var row = (await (await bigQuery.QueryAsync(query, cancellationToken)).ReadAllAsync(cancellationToken))[0];
        return new DemoReport
        {
            Feed = string.Empty,
            SystemId = systemId,
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
