using System.Text;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Dlq.Drill;

/// <summary>
/// What a drill's good messages of a feed repeat of their system, so that no dashboard shows them: an element of the newest snapshot with
/// that snapshot's publication time, collected just before it. In <c>velib_latest_state</c> what was collected last counts, in
/// <c>velib_snapshot_totals</c> the fuller snapshot of a publication time, then the one collected last; and of station information again
/// what was collected last.
/// </summary>
/// <param name="Feed">The feed.</param>
/// <param name="IngestTs">Collection time of the newest snapshot.</param>
/// <param name="EventTs">Its publication time, as the marts use it.</param>
/// <param name="ElementId">Id of an element of it.</param>
/// <param name="Element">That element as the feed had it.</param>
internal sealed record DrillReference(FeedTopology Feed, DateTimeOffset IngestTs, DateTimeOffset EventTs, string ElementId, byte[] Element)
{
    // for feeds that are polled once a day, a few more polls
    private static readonly TimeSpan Recent = TimeSpan.FromDays(2);
    private static readonly TimeSpan RecentOfDaily = TimeSpan.FromDays(40);

    /// <exception cref="GoogleCloudConfigurationException">Nothing was collected yet, or not recently.</exception>
    public static async Task<DrillReference> ReadAsync(FeedTopology feed, string systemId, BigQueryClient bigQuery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var list = Feeds.Feed.Named(feed.Kind).List;
        var since = now - (feed.Schedule.IsEveryMinute ? Recent : RecentOfDaily);
        var query = new BigQueryQuery(Newest(feed.CuratedTable, list)) { Parameters = [QueryParameter.Timestamp("since", since), QueryParameter.String("system_id", systemId)] };
        var results = await bigQuery.QueryAsync(query, cancellationToken);
        return await results.ReadAllAsync(cancellationToken) is [var row, ..]
            ? new DrillReference(feed, row.GetTimestamp("ingest_ts"), row.GetTimestamp("event_ts"), row.GetString(list.Id), Encoding.UTF8.GetBytes(row.GetString(list.JsonColumn)))
            : throw new GoogleCloudConfigurationException(
                $"There are no rows of {feed.Id}, system {systemId}, since {Rfc3339.Format(since)}. A drill repeats an existing row, so that no dashboard shows it. Collect first: pmpctl collect");
    }

    private static string Newest(TableName table, FeedList list) => $"""
        SELECT
          ingest_ts,
          IF(event_ts <= TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE), event_ts, ingest_ts) AS event_ts,
          {list.Id},
          {list.JsonColumn}
        FROM {table}
        WHERE system_id = @system_id AND ingest_ts >= @since AND {list.JsonColumn} IS NOT NULL
        ORDER BY ingest_ts DESC, event_ts DESC, {list.Id}
        LIMIT 1
        """;
}
