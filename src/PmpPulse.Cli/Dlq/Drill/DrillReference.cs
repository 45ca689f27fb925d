using PmpPulse.Contracts;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Dlq.Drill;

/// <summary>
/// What a drill's good messages repeat of their system, so that no dashboard shows them: a station of the newest snapshot with that snapshot's publication
/// time, collected just before it. In <c>velib_latest_state</c> what was collected last counts, in <c>velib_snapshot_totals</c> the fuller
/// snapshot of a publication time, then the one collected last; and of station information again what was collected last.
/// </summary>
/// <param name="IngestTs">Collection time of the newest snapshot.</param>
/// <param name="EventTs">Its publication time, as the marts take it.</param>
/// <param name="StationId">A station of it.</param>
/// <param name="Station">That station as the feed had it.</param>
/// <param name="InformationIngestTs">Collection time of a station's newest description.</param>
/// <param name="InformationEventTs">Its publication time, as the marts take it.</param>
/// <param name="Information">That description as the feed had it.</param>
internal sealed record DrillReference(
    DateTimeOffset IngestTs, DateTimeOffset EventTs, string StationId, string Station,
    DateTimeOffset InformationIngestTs, DateTimeOffset InformationEventTs, string Information)
{
    private static readonly string StatusSql = Newest(ResourceNames.Tables.StationStatus);
    private static readonly string InformationSql = Newest(ResourceNames.Tables.StationInformation);

    /// <exception cref="GoogleCloudConfigurationException">Nothing was collected yet, or not for long.</exception>
    public static async Task<DrillReference> ReadAsync(BigQueryClient bigQuery, string systemId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var status = await OneAsync(StatusSql, now.AddDays(-2), "station status");
        var information = await OneAsync(InformationSql, now.AddDays(-40), "station information");
        return new DrillReference(
            status.GetTimestamp("ingest_ts"), status.GetTimestamp("event_ts"), status.GetString("station_id"), status.GetString("raw_station_json"),
            information.GetTimestamp("ingest_ts"), information.GetTimestamp("event_ts"), information.GetString("raw_station_json"));

        async Task<BigQueryRow> OneAsync(string sql, DateTimeOffset since, string what)
        {
            var results = await bigQuery.QueryAsync(new BigQueryQuery(sql) { Parameters = [QueryParameter.Timestamp("since", since), QueryParameter.String("system_id", systemId)] }, cancellationToken);
            return await results.ReadAllAsync(cancellationToken) is [var row, ..]
                ? row
                : throw new GoogleCloudConfigurationException(
                    $"There is no {what} of {systemId} since {Rfc3339.Format(since)}, and a drill repeats what is there so that no dashboard shows it. Collect first: pmpctl collect");
        }
    }

    private static string Newest(TableName table) => $"""
        SELECT
          ingest_ts,
          IF(event_ts <= TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE), event_ts, ingest_ts) AS event_ts,
          station_id,
          raw_station_json
        FROM {table}
        WHERE system_id = @system_id AND ingest_ts >= @since AND raw_station_json IS NOT NULL
        ORDER BY ingest_ts DESC, event_ts DESC, station_id
        LIMIT 1
        """;
}
