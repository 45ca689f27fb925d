using System.Globalization;
using Grpc.Core;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Topology;
using PmpPulse.FeedSimulator;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.Warehouse.Refreshing;

namespace PmpPulse.Local.Up;

/// <summary>
/// Fills the past of the simulated city through the pipeline, as if it had been polled all the time: a snapshot a quarter of an hour, and one
/// every four minutes in the last day, so that no rule finds a gap. What is there is not published again.
/// </summary>
internal sealed class PastFill(GoogleCloudClients clients, FeedTopology feed, string systemId, TimeProvider clock)
{
    private const int MaxPending = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RecentInterval = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Recent = TimeSpan.FromHours(25);

    // as long as a poll takes
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SimulatedHistory _city = new();

    /// <param name="history">How far back.</param>
    /// <param name="progress">Told every other second.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">Snapshots do not arrive.</exception>
    /// <exception cref="RpcException">Pub/Sub did not accept one.</exception>
    public async Task RunAsync(TimeSpan history, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var present = await PresentAsync(now - history, cancellationToken);
        var due = Instants(now, history).Select(_city.PublishedBy).Where(published => !present.Contains(published)).Distinct().ToList();
        if (due.Count == 0) return;
        progress.Report(string.Create(CultureInfo.InvariantCulture, $"filling the past {history.TotalDays:0.##} days of the simulated city: {due.Count:N0} snapshots"));
        await PublishAsync(due, progress, cancellationToken);
        await AwaitAsync(due, progress, cancellationToken);
        // Scheduler's job computes the last hours alone
        await new TableRefresher(clients.BigQuery, clock).RunAsync(due[0], null, progress, cancellationToken);
    }

    /// <summary>The instants at which the feed is read, the oldest first.</summary>
    internal static IEnumerable<DateTimeOffset> Instants(DateTimeOffset now, TimeSpan history)
    {
        var start = now - history;
        for (var at = new DateTimeOffset(start.Ticks - (start.Ticks % Interval.Ticks), TimeSpan.Zero) + Interval; at < now - Recent; at += Interval) yield return at;
        for (var at = now - (history < Recent ? history : Recent); at < now; at += RecentInterval) yield return at;
    }

    private async Task PublishAsync(List<DateTimeOffset> due, IProgress<string> progress, CancellationToken cancellationToken)
    {
        await using var publisher = clients.PubSub.CreatePublisher(feed.Topic);
        var pending = new Queue<Task<string>>();
        var told = clock.GetTimestamp();
        for (var i = 0; i < due.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (clock.GetElapsedTime(told) > ProgressEvery)
            {
                progress.Report(string.Create(CultureInfo.InvariantCulture, $"published {i:N0} of {due.Count:N0}"));
                told = clock.GetTimestamp();
            }

            var envelope = new EventEnvelope(due[i] + Delay, due[i], systemId, feed.EventType, EventTypes.Key(systemId, feed.EventType), _city.StatusAt(due[i]));
            while (pending.Count >= MaxPending) await pending.Dequeue();
            pending.Enqueue(publisher.PublishAsync(EventMessage.Of(envelope, EventEnvelopeWriter.ToBytes(envelope), isGzipped: true), cancellationToken));
        }

        await Task.WhenAll(pending);
    }

    private async Task AwaitAsync(List<DateTimeOffset> due, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var (arrived, moved, told) = (0, clock.GetTimestamp(), clock.GetTimestamp());
        while (true)
        {
            var present = await PresentAsync(due[0], cancellationToken);
            var now = due.Count(present.Contains);
            if (now == due.Count) return;
            if (now > arrived) (arrived, moved) = (now, clock.GetTimestamp());
            if (clock.GetElapsedTime(moved) > Patience) throw new IOException($"{due.Count - now} of {due.Count} snapshots of the past did not arrive: `pmpctl dlq list` and the log say why.");
            if (clock.GetElapsedTime(told) > ProgressEvery)
            {
                progress.Report(string.Create(CultureInfo.InvariantCulture, $"{now:N0} of {due.Count:N0} snapshots have arrived"));
                told = clock.GetTimestamp();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), clock, cancellationToken);
        }
    }

    private async Task<HashSet<DateTimeOffset>> PresentAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var query = new BigQueryQuery("SELECT DISTINCT event_ts FROM pmp_marts.velib_snapshot_totals_mv WHERE system_id = @system AND ingest_day >= TIMESTAMP_TRUNC(@since, DAY)")
        {
            Parameters = [QueryParameter.String("system", systemId), QueryParameter.Timestamp("since", since)],
        };
        var times = new HashSet<DateTimeOffset>();
        var results = await clients.BigQuery.QueryAsync(query, cancellationToken);
        await foreach (var row in results.ReadRowsAsync(cancellationToken))
        {
            if (row.GetTimestampOrNull("event_ts") is { } time) times.Add(time);
        }

        return times;
    }
}
