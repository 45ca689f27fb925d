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
    public async Task<IReadOnlySet<DateTimeOffset>> PublishedAsync(CancellationToken cancellationToken)
    {
        var subscription = clients.PubSub.SubscriptionName(Velib.Status.AuditSubscription!);
        while (true)
        {
            var pulled = await PullAsync(subscription, cancellationToken);
            if (pulled is null or { ReceivedMessages.Count: 0 }) return _published;
            foreach (var message in pulled.ReceivedMessages)
            {
                _published.Add(DateTimeOffset.Parse(message.Message.Attributes["event_ts"], CultureInfo.InvariantCulture));
            }

            var acknowledge = new AcknowledgeRequest { Subscription = subscription };
            acknowledge.AckIds.Add(pulled.ReceivedMessages.Select(message => message.AckId));
            await clients.PubSub.Subscriber.AcknowledgeAsync(acknowledge, cancellationToken: cancellationToken);
        }
    }

    public Task<IReadOnlySet<DateTimeOffset>> RawAsync(CancellationToken cancellationToken) => EventTimesAsync(Velib.Status.Writer.Table, cancellationToken);

    public Task<IReadOnlySet<DateTimeOffset>> CuratedAsync(CancellationToken cancellationToken) => EventTimesAsync(Velib.Curation.Table, cancellationToken);

    /// <summary>All rows, and distinct rows.</summary>
    public async Task<(long Rows, long Distinct)> CuratedRowsAsync(CancellationToken cancellationToken)
    {
        var results = await clients.BigQuery.QueryAsync(
            $"""
            SELECT COUNT(*) AS all_rows, (SELECT COUNT(*) FROM (SELECT DISTINCT snapshot_id, station_id FROM {Velib.Curation.Table})) AS distinct_rows
            FROM {Velib.Curation.Table}
            """,
            cancellationToken);
        var row = (await results.ReadAllAsync(cancellationToken))[0];
        return (row.GetInt64("all_rows"), row.GetInt64("distinct_rows"));
    }

    public Task<long> InformationRowsAsync(CancellationToken cancellationToken) => CountAsync(Velib.Information.Writer.Table, cancellationToken);

    public async Task<long> DeadLettersAsync(CancellationToken cancellationToken) =>
        await CountAsync(Velib.Curation.DeadLetterTable, cancellationToken)
        + await CountAsync(Velib.Status.DeadLetters.Table, cancellationToken)
        + await CountAsync(Velib.Information.DeadLetters.Table, cancellationToken);

    /// <summary>The next messages; null if none came for a while.</summary>
    private async Task<PullResponse?> PullAsync(string subscription, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            return await clients.PubSub.Subscriber.PullAsync(new PullRequest { Subscription = subscription, MaxMessages = 100 }, cancellationToken: timeout.Token);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<long> CountAsync(TableName table, CancellationToken cancellationToken) =>
        (await (await clients.BigQuery.QueryAsync($"SELECT COUNT(*) AS n FROM {table}", cancellationToken)).ReadAllAsync(cancellationToken))[0].GetInt64("n");

    private async Task<IReadOnlySet<DateTimeOffset>> EventTimesAsync(TableName table, CancellationToken cancellationToken)
    {
        var rows = await (await clients.BigQuery.QueryAsync($"SELECT DISTINCT event_ts FROM {table}", cancellationToken)).ReadAllAsync(cancellationToken);
        return rows.Select(row => row.GetTimestamp("event_ts")).ToHashSet();
    }
}
