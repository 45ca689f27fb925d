using System.Globalization;
using Google.Cloud.PubSub.V1;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Dlq.Drill;

/// <summary>Publishes a drill's messages and looks for them where they should arrive.</summary>
internal sealed class Driller(GoogleCloudClients clients, string systemId, IReadOnlyList<FeedTopology> feeds, TimeSpan pollInterval, TimeSpan timeout, TimeProvider clock)
{
    private readonly HeldBacklogs _held = new(clients.PubSub, clock);

    public async Task<DrillReport> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var drillId = string.Create(CultureInfo.InvariantCulture, $"drill-{now.UtcDateTime:yyyyMMdd'T'HHmmss}-{Random.Shared.Next(0x10000):x4}");
        var messages = new List<DrillMessage>();
        foreach (var feed in feeds)
        {
            var reference = await DrillReference.ReadAsync(feed, systemId, clients.BigQuery, now, cancellationToken);
            messages.AddRange(new DrillMessages(drillId, systemId, reference, now).All);
        }

        var started = clock.GetTimestamp();
        var awaited = new List<ExpectedArrival>();
        foreach (var message in messages)
        {
            var id = await PublishAsync(message, cancellationToken);
            awaited.AddRange(message.Places.Select(place => new ExpectedArrival(message.Case, id, drillId, place)));
        }

        progress.Report($"{drillId}: published; a message that fails is delivered five times before it becomes a dead letter, which takes minutes");
        await AwaitAsync(awaited, started, progress, cancellationToken);
        return new DrillReport(drillId, [.. awaited.Select(one => one.ToArrival())], [DrillMessages.BigQueryNote], Elapsed(started));
    }

    private async Task<string> PublishAsync(DrillMessage message, CancellationToken cancellationToken)
    {
        var request = new PublishRequest { Topic = clients.PubSub.TopicName(message.Topic), Messages = { message.Message } };
        return (await clients.PubSub.Publisher.PublishAsync(request, cancellationToken: cancellationToken)).MessageIds[0];
    }

    private async Task AwaitAsync(List<ExpectedArrival> awaited, long started, IProgress<string> progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var one in awaited.Where(one => one.Seconds is null))
            {
                // the hold subscription is checked only once the table beside it has the message
                if (one.Place is DrillHold && awaited.Any(other => other.MessageId == one.MessageId && other.Place is DrillTable && other.Seconds is null)) continue;
                if (await FindAsync(one, cancellationToken) is not { } detail) continue;
                one.Detail = detail;
                one.Seconds = Elapsed(started);
                progress.Report($"{one.Seconds:0.0} s: {one.Case} arrived in {one.Place.Name}");
            }

            if (awaited.All(one => one.Seconds is not null) || clock.GetElapsedTime(started) >= timeout) return;
            await Task.Delay(pollInterval, clock, cancellationToken);
        }
    }

    private async Task<string?> FindAsync(ExpectedArrival one, CancellationToken cancellationToken)
    {
        if (one.Place is DrillHold hold)
        {
            string? found = null;
            await _held.VisitAsync(
                hold.Path,
                message =>
                {
                    if (message.Attributes.GetValueOrDefault(DrillMessages.IdAttribute) == one.DrillId && message.Attributes.GetValueOrDefault(DrillMessages.CaseAttribute) == one.Case)
                    {
                        found = "held for a replay";
                    }
                },
                cancellationToken);
            return found;
        }

        var table = (DrillTable)one.Place;
        var query = new BigQueryQuery($"SELECT COALESCE({table.Detail}, '') AS detail FROM {table.Table} WHERE {table.Condition} LIMIT 1")
        {
            Parameters = table.Condition.Contains("@message_id", StringComparison.Ordinal)
                ? [.. table.Parameters, QueryParameter.String("message_id", one.MessageId)]
                : table.Parameters,
            UseQueryCache = false,
        };
        var rows = await (await clients.BigQuery.QueryAsync(query, cancellationToken)).ReadAllAsync(cancellationToken);
        return rows is [var row, ..] ? row.GetString("detail") : null;
    }

    private double Elapsed(long started) => Math.Round(clock.GetElapsedTime(started).TotalSeconds, 1);

    private sealed record ExpectedArrival(string Case, string MessageId, string DrillId, DrillPlace Place)
    {
        public string? Detail { get; set; }

        public double? Seconds { get; set; }

        public DrillArrival ToArrival() => new(Case, MessageId, Place.Name, Seconds is not null, Detail ?? Place.Remedy, Seconds);
    }
}
