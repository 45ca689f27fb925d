using System.Text.Json.Nodes;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Events;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.Local.Tests;

/// <summary>The dead-letter drill on the whole system, from a push path's topic to its hold subscription and table.</summary>
[Collection(SystemTests.Collection)]
[Trait("Category", "Slow")]
public sealed class DeadLetterTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private LocalSystem _system = null!;

    private PubSubClients PubSub => _system.Clients.PubSub;

    public async ValueTask InitializeAsync()
    {
        var (options, _) = LocalProgram.ReadOptions(["--FEED=sim"], bounded: true, _directory);
        _system = await LocalSystem.StartAsync(options, await FeedSource.ChooseAsync(options, default), new HostedIn(Logger.None), default);
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public Task Drill_RawPath_EndsInHoldAndTableWithoutBlockingOthers() => DrillAsync(
        Velib.Status.Topic, Velib.Status.Writer.Subscription, Velib.Status.DeadLetters.HoldSubscription,
        Velib.Status.DeadLetters.Table, SnapshotEvents.StationStatus, """{"n":NUMBER,"data":{"stations":[]}}""",
        $"SELECT COUNT(*) AS n FROM {Velib.Status.Writer.Table} WHERE JSON_VALUE(payload, '$.n') = '2'");

    [Fact]
    public Task Drill_StationInformation_EndsInHoldAndTableWithoutBlockingOthers() => DrillAsync(
        Velib.Information.Topic, Velib.Information.Writer.Subscription, Velib.Information.DeadLetters.HoldSubscription,
        Velib.Information.DeadLetters.Table, SnapshotEvents.StationInformation,
        """{"lastUpdatedOther":1760778000,"data":{"stations":[{"station_id":NUMBER,"stationCode":"1","name":"n","lat":48.8,"lon":2.3,"capacity":9}]}}""",
        $"SELECT COUNT(*) AS n FROM {Velib.Information.Writer.Table} WHERE station_id = '2'");

    private async Task DrillAsync(string topic, string push, string hold, TableName table, string eventType, string payload, string countOfTheGood)
    {
        // the first message waits long for its second attempt but holds up no other
        await RetryAfterAsync(push, TimeSpan.FromSeconds(600));
        await PublishAsync(topic, eventType, payload, 1, drill: true);
        await PublishAsync(topic, eventType, payload, 2, drill: false);
        await Eventually.IsTrueAsync(async () => await CountAsync(countOfTheGood) == 1);

        await RetryAfterAsync(push, TimeSpan.Zero);
        var id = await PublishAsync(topic, eventType, payload, 3, drill: true);

        ReceivedMessage? held = null;
        await Eventually.IsTrueAsync(async () => (held = (await PubSub.Subscriber.PullAsync(
            new PullRequest { Subscription = PubSub.SubscriptionName(hold), MaxMessages = 10 })).ReceivedMessages.SingleOrDefault()) is not null);
        JsonNode? recorded = null;
        await Eventually.IsTrueAsync(async () => (recorded = await AttributesAsync(table, held!.Message.MessageId)) is not null);
        foreach (var (name, value) in held!.Message.Attributes) recorded![name]!.GetValue<string>().Should().Be(value);
        held.Message.Data.ToStringUtf8().Should().Contain(payload.Replace("NUMBER", "3", StringComparison.Ordinal));
        held.Message.MessageId.Should().NotBe(id, "forwarding publishes it as a new message");
        held.Message.Attributes[MessageAttributes.DeadLetterTest].Should().Be("true");
        held.Message.Attributes["CloudPubSubDeadLetterSourceDeliveryCount"].Should().Be("5");
        held.Message.Attributes["CloudPubSubDeadLetterSourceSubscription"].Should().Be(push);
        held.Message.Attributes["CloudPubSubDeadLetterSourceSubscriptionProject"].Should().Be(PubSub.ProjectId);
        DateTimeOffset.Parse(held.Message.Attributes["CloudPubSubDeadLetterSourceTopicPublishTime"], null)
            .Should().BeOnOrBefore(held.Message.PublishTime.ToDateTimeOffset());
    }

    private async Task RetryAfterAsync(string subscription, TimeSpan backoff) => await PubSub.Subscriber.UpdateSubscriptionAsync(new UpdateSubscriptionRequest
    {
        Subscription = new Subscription
        {
            Name = PubSub.SubscriptionName(subscription),
            RetryPolicy = new RetryPolicy { MinimumBackoff = Duration.FromTimeSpan(backoff), MaximumBackoff = Duration.FromTimeSpan(backoff) },
        },
        UpdateMask = new FieldMask { Paths = { "retry_policy" } },
    });

    private async Task<string> PublishAsync(string topic, string eventType, string payload, int number, bool drill)
    {
        var envelope = new EventEnvelope(
            new DateTimeOffset(2025, 10, 18, 9, 9, number, TimeSpan.Zero), null, "velib", eventType, EventTypes.Key("velib", eventType),
            System.Text.Encoding.UTF8.GetBytes(payload.Replace("NUMBER", $"{number}", StringComparison.Ordinal)));
        var message = new PubsubMessage { Data = ByteString.CopyFrom(EventEnvelopeWriter.ToBytes(envelope).ToArray()) };
        if (drill) message.Attributes[MessageAttributes.DeadLetterTest] = "true";
        var request = new PublishRequest { Topic = PubSub.TopicName(topic), Messages = { message } };
        return (await PubSub.Publisher.PublishAsync(request)).MessageIds[0];
    }

    private async Task<long> CountAsync(string sql) =>
        (await (await _system.Clients.BigQuery.QueryAsync(sql, default)).ReadAllAsync(default))[0].GetInt64("n");

    private async Task<JsonNode?> AttributesAsync(TableName table, string messageId)
    {
        var sql = $"SELECT TO_JSON_STRING(attributes) AS attributes FROM {table} WHERE message_id = '{messageId}'";
        var rows = await (await _system.Clients.BigQuery.QueryAsync(sql, default)).ReadAllAsync(default);
        return rows.Count == 0 ? null : JsonNode.Parse(rows[0].GetString("attributes"));
    }

}
