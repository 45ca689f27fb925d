using System.Globalization;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud;
using PmpPulse.Testing;

namespace PmpPulse.Containers.Tests;

/// <summary>What was published and what has arrived.</summary>
internal sealed class Warehouse(GoogleCloudClients clients)
{
    private readonly HashSet<DateTimeOffset> _published = [];

    /// <summary>Event times of every status snapshot published, from the audit subscription. Read it after publishing has ended.</summary>
    public async Task<IReadOnlySet<DateTimeOffset>> PublishedAsync(CancellationToken stop)
    {
        var subscription = clients.PubSub.SubscriptionName(Velib.Status.AuditSubscription!);
        while (true)
        {
            var pulled = await PullAsync(subscription, stop);
            if (pulled is null or { ReceivedMessages.Count: 0 }) return _published;
            foreach (var message in pulled.ReceivedMessages)
            {
                _published.Add(DateTimeOffset.Parse(message.Message.Attributes["event_ts"], CultureInfo.InvariantCulture));
            }

            var acknowledge = new AcknowledgeRequest { Subscription = subscription };
            acknowledge.AckIds.Add(pulled.ReceivedMessages.Select(message => message.AckId));
            await clients.PubSub.Subscriber.AcknowledgeAsync(acknowledge, cancellationToken: stop);
        }
    }

    public Task<IReadOnlySet<DateTimeOffset>> RawAsync(CancellationToken stop) => EventTimesAsync(Velib.Status.Writer.Table, stop);

    public Task<IReadOnlySet<DateTimeOffset>> CuratedAsync(CancellationToken stop) => EventTimesAsync(Velib.Curation.Table, stop);

    /// <summary>All rows, and distinct rows.</summary>
    public async Task<(long Rows, long Distinct)> CuratedRowsAsync(CancellationToken stop)
    {
        var results = await clients.BigQuery.QueryAsync(
            $"""
            SELECT COUNT(*) AS all_rows, (SELECT COUNT(*) FROM (SELECT DISTINCT snapshot_id, station_id FROM {Velib.Curation.Table})) AS distinct_rows
            FROM {Velib.Curation.Table}
            """,
            stop);
        var row = (await results.ReadAllAsync(stop))[0];
        return (row.GetInt64("all_rows"), row.GetInt64("distinct_rows"));
    }

    public Task<long> InformationRowsAsync(CancellationToken stop) => CountAsync(Velib.Information.Writer.Table, stop);

    public async Task<long> DeadLettersAsync(CancellationToken stop) =>
        await CountAsync(Velib.Curation.DeadLetterTable, stop)
        + await CountAsync(Velib.Status.DeadLetters.Table, stop)
        + await CountAsync(Velib.Information.DeadLetters.Table, stop);

    /// <summary>The next messages; null if none came for a while.</summary>
    private async Task<PullResponse?> PullAsync(string subscription, CancellationToken stop)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            return await clients.PubSub.Subscriber.PullAsync(new PullRequest { Subscription = subscription, MaxMessages = 100 }, cancellationToken: timeout.Token);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled && !stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<long> CountAsync(TableName table, CancellationToken stop) =>
        (await (await clients.BigQuery.QueryAsync($"SELECT COUNT(*) AS n FROM {table}", stop)).ReadAllAsync(stop))[0].GetInt64("n");

    private async Task<IReadOnlySet<DateTimeOffset>> EventTimesAsync(TableName table, CancellationToken stop)
    {
        var rows = await (await clients.BigQuery.QueryAsync($"SELECT DISTINCT event_ts FROM {table}", stop)).ReadAllAsync(stop);
        return rows.Select(row => row.GetTimestamp("event_ts")).ToHashSet();
    }
}
