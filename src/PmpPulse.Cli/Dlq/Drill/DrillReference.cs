using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Dlq.Drill;

/// <summary>
/// What a drill's good messages of a feed repeat of their system, so that no dashboard shows them: a station of the newest snapshot with that
/// snapshot's publication time, collected just before it. In <c>velib_latest_state</c> what was collected last counts, in
/// <c>velib_snapshot_totals</c> the fuller snapshot of a publication time, then the one collected last; and of station information again
/// what was collected last.
/// </summary>
/// <param name="Feed">The feed.</param>
/// <param name="IngestTs">Collection time of the newest snapshot.</param>
/// <param name="EventTs">Its publication time, as the marts take it.</param>
/// <param name="StationId">A station of it.</param>
/// <param name="Station">That station as the feed had it.</param>
internal sealed record DrillReference(FeedTopology Feed, DateTimeOffset IngestTs, DateTimeOffset EventTs, string StationId, string Station)
{
    // of the tables of feeds that are polled once a day a few polls more
    private static readonly TimeSpan Recent = TimeSpan.FromDays(2);
    private static readonly TimeSpan RecentOfDaily = TimeSpan.FromDays(40);

    /// <exception cref="GoogleCloudConfigurationException">Nothing was collected yet, or not for long.</exception>
    public static async Task<DrillReference> ReadAsync(FeedTopology feed, string systemId, BigQueryClient bigQuery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - (feed.Schedule.IsEveryMinute ? Recent : RecentOfDaily);
        var query = new BigQueryQuery(Newest(feed.CuratedTable)) { Parameters = [QueryParameter.Timestamp("since", since), QueryParameter.String("system_id", systemId)] };
        var results = await bigQuery.QueryAsync(query, cancellationToken);
        return await results.ReadAllAsync(cancellationToken) is [var row, ..]
            ? new DrillReference(feed, row.GetTimestamp("ingest_ts"), row.GetTimestamp("event_ts"), row.GetString("station_id"), row.GetString("raw_station_json"))
            : throw new GoogleCloudConfigurationException(
                $"There are no rows of {feed.Id}, system {systemId}, since {Rfc3339.Format(since)}. A drill repeats an existing row, so that no dashboard shows it. Collect first: pmpctl collect");
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
