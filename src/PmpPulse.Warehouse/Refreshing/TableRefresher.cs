using System.Globalization;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Warehouse.Refreshing;

/// <summary>
/// Fills the tables of <c>pmp_marts</c> by the statements that Scheduler runs, for any range of time: one day of UTC after the other, so
/// that what appends rows waits for a day's work at most.
/// </summary>
public sealed class TableRefresher(BigQueryClient bigQuery, TimeProvider clock)
{
    // what the scheduled run computes
    private static readonly TimeSpan Lateness = TimeSpan.FromHours(3);

    // a day of Vélib reads three days of rows, 0.6 GB
    private const long MaximumBytesBilled = 8L << 30;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Computes a range again, and then what is usual. Cancelling keeps the days that were done; running it again is safe.
    /// </summary>
    /// <param name="from">Start; null: where the tables end, or the rows begin, but three hours ago at the latest.</param>
    /// <param name="to">End, excluded; null: now.</param>
    /// <param name="progress">Receives a line for each statement.</param>
    /// <param name="cancellationToken">Cancels the running statement.</param>
    /// <returns>What each statement did; none if there are no rows.</returns>
    public async Task<IReadOnlyList<RefreshedRange>> RunAsync(
        DateTimeOffset? from, DateTimeOffset? to, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var done = new List<RefreshedRange>();
        var end = to ?? clock.GetUtcNow();
        foreach (var refresh in WarehouseFiles.Refreshes)
        {
            if (!refresh.IsOfRange)
            {
                progress?.Report($"computing {refresh.Table}");
                done.Add(new RefreshedRange(refresh.Table, null, null, await RunAsync(refresh, [], cancellationToken)));
                continue;
            }

            if ((from ?? await StartAsync(refresh, cancellationToken)) is not { } start) continue;
            for (var day = start; day < end;)
            {
                var next = new DateTimeOffset(day.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
                if (next > end) next = end;
                progress?.Report(string.Create(CultureInfo.InvariantCulture, $"computing {refresh.Table} of {day.UtcDateTime:yyyy-MM-dd HH:mm} to {next.UtcDateTime:yyyy-MM-dd HH:mm} UTC"));
                done.Add(new RefreshedRange(refresh.Table, day, next, await RunAsync(refresh, [day, next], cancellationToken)));
                day = next;
            }
        }

        return done;
    }

    private async Task<long> RunAsync(Refresh refresh, DateTimeOffset[] range, CancellationToken cancellationToken)
    {
        var results = await bigQuery.QueryAsync(
            new BigQueryQuery(refresh.Statement)
            {
                Parameters = [.. range.Select((time, i) => QueryParameter.Timestamp(Refresh.RangeParameters[i], time))],
                MaximumBytesBilled = MaximumBytesBilled,
                Timeout = Timeout,
                StopsWithCaller = true,
            },
            cancellationToken);
        return results.DmlAffectedRows ?? 0;
    }

    /// <summary>The end of what the table has, or the day of the oldest row; null if there is neither.</summary>
    private async Task<DateTimeOffset?> StartAsync(Refresh refresh, CancellationToken cancellationToken)
    {
        var results = await bigQuery.QueryAsync(
            $"""
            SELECT COALESCE(
              (SELECT MAX(window_ts) FROM {refresh.Table} WHERE window_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 31 DAY)),
              (SELECT TIMESTAMP_TRUNC(MIN(effective_ts), DAY) FROM pmp_marts.velib_snapshot_totals_mv WHERE effective_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 400 DAY))) AS start_ts
            """,
            cancellationToken);
        if ((await results.ReadAllAsync(cancellationToken)) is not [var row] || row.GetTimestampOrNull("start_ts") is not { } start) return null;
        var latest = clock.GetUtcNow() - Lateness;
        return start < latest ? start : latest;
    }
}
