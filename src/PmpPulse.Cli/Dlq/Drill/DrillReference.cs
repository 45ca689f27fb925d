using PmpPulse.Contracts;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Dlq.Drill;

/// <summary>
/// What a drill's good messages repeat, so that no dashboard shows them: a station of an earlier snapshot, with that snapshot's event
/// time. In <c>velib_latest_state</c> the newer snapshot counts, in <c>velib_snapshot_totals</c> the fuller one of its event time; and of
/// station information what is newer.
/// </summary>
/// <param name="EventTs">Event time of the second newest snapshot (of the newest, where there is one only).</param>
/// <param name="StationId">A station of it.</param>
/// <param name="Station">That station as the feed had it.</param>
/// <param name="InformationEventTs">Just before the oldest description known of a station.</param>
/// <param name="Information">That station's description as the feed had it.</param>
internal sealed record DrillReference(DateTimeOffset EventTs, string StationId, string Station, DateTimeOffset InformationEventTs, string Information)
{
    private static readonly string StatusSql = $"""
        WITH events AS (
          SELECT DISTINCT event_ts
          FROM {ResourceNames.Tables.StationStatus}
          WHERE ingest_ts >= @since AND raw_station_json IS NOT NULL
          ORDER BY event_ts DESC
          LIMIT 2
        )
        SELECT status.event_ts, status.station_id, status.raw_station_json
        FROM {ResourceNames.Tables.StationStatus} AS status
        JOIN (SELECT MIN(event_ts) AS event_ts FROM events) AS earlier
          ON earlier.event_ts = status.event_ts
        WHERE status.ingest_ts >= @since AND status.raw_station_json IS NOT NULL
        ORDER BY status.station_id
        LIMIT 1
        """;

    private static readonly string InformationSql = $"""
        SELECT COALESCE(event_ts, ingest_ts) AS event_ts, raw_station_json
        FROM {ResourceNames.Tables.StationInformation}
        WHERE ingest_ts >= @since AND raw_station_json IS NOT NULL
        ORDER BY 1, station_id
        LIMIT 1
        """;

    /// <exception cref="GoogleCloudConfigurationException">Nothing was collected yet, or not for long.</exception>
    public static async Task<DrillReference> ReadAsync(BigQueryClient bigQuery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var status = await OneAsync(StatusSql, now.AddDays(-2), "station status");
        var information = await OneAsync(InformationSql, now.AddDays(-40), "station information");
        return new DrillReference(
            status.GetTimestamp("event_ts"), status.GetString("station_id"), status.GetString("raw_station_json"),
            information.GetTimestamp("event_ts").AddSeconds(-1), information.GetString("raw_station_json"));

        async Task<BigQueryRow> OneAsync(string sql, DateTimeOffset since, string what)
        {
            var results = await bigQuery.QueryAsync(new BigQueryQuery(sql) { Parameters = [QueryParameter.Timestamp("since", since)] }, cancellationToken);
            return await results.ReadAllAsync(cancellationToken) is [var row, ..]
                ? row
                : throw new GoogleCloudConfigurationException(
                    $"There is no {what} since {Rfc3339.Format(since)}, and a drill repeats what is there so that no dashboard shows it. Collect first: pmpctl collect");
        }
    }
}
