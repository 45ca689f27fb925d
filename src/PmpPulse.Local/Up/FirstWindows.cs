using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Warehouse.Refreshing;

namespace PmpPulse.Local.Up;

/// <summary>
/// Brings the tables of the marts up to date at a start: rows may have come after the jobs' last run before the stop, and the jobs look
/// three hours back. On an empty folder it waits for the first rows, so that nobody waits for the jobs.
/// </summary>
internal static class FirstWindows
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static async Task ComputeAsync(BigQueryClient bigQuery, TimeProvider clock, CancellationToken cancellationToken)
    {
        var refresher = new TableRefresher(bigQuery, clock);
        while ((await refresher.RunAsync(from: null, to: null, progress: null, cancellationToken)).All(range => range.From is null))
        {
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
