using System.Net;
using Google.Cloud.PubSub.V1;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.FeedSimulator;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.GoogleCloud;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.Collector.Tests.Collecting;

/// <summary>From the feed to the topic, through the services and wire APIs of a local run.</summary>
public sealed class LocalCloudTests : IAsyncLifetime
{
    private LocalCloudFixture _cloud = null!;
    private GoogleCloudClients _clients = null!;

    private string PubSubHost => _cloud.Addresses.PubSub.Authority;

    private string SubscriptionName => _clients.PubSub.SubscriptionName(Velib.Status.AuditSubscription!);

    public async ValueTask InitializeAsync()
    {
        _cloud = await LocalCloudFixture.StartAsync();
        _clients = _cloud.Connect();
        var topic = _clients.PubSub.TopicName(Velib.Status.Topic);
        await _clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = topic });
        await _clients.PubSub.Subscriber.CreateSubscriptionAsync(
            new Subscription { Name = SubscriptionName, Topic = topic, AckDeadlineSeconds = 60, EnableMessageOrdering = true });
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Collect_SimulatedCity_PublishesEverySnapshotInOrder()
    {
        await using var simulator = FeedSimulatorService.Build(["--PORT=0", "--START=2026-03-02T07:30:00Z"], new HostedIn(Logger.None));
        await simulator.StartAsync();
        var answers = await CollectAsync(simulator.Urls.First() + FeedSimulatorService.StatusPath, 3);

        var messages = await PullAsync(3);
        messages.Select(m => m.MessageId).Should().Equal(answers.Select(a => a.MessageId));
        messages.Select(m => m.Attributes["event_ts"]).Should().Equal(answers.Select(a => a.EventTs)).And.OnlyHaveUniqueItems().And.BeInAscendingOrder();
        messages.Should().OnlyContain(m => m.OrderingKey == "velib:station_status_snapshot");
        foreach (var message in messages)
        {
            var feed = FeedHeaderReader.Read(EventEnvelopeReader.Read(message.Data.Memory).Envelope!.Payload, StationStatusFeed.List).Header!;
            feed.Count.Should().BeInRange(1470, 1530);
            Rfc3339.Format(feed.PublishedAt!.Value).Should().Be(message.Attributes["event_ts"]);
        }
    }

    [Theory]
    [InlineData("velib-2025-10-18", 3)]
    [InlineData("baywheels-2023-07", 4)]
    public async Task Collect_RecordedFeeds_ArePublishedByteForByte(string name, int polls)
    {
        var recorded = SharedData.Find(name);
        Assert.SkipWhen(recorded is null, SharedData.SkipReason);
        await using var simulator = FeedSimulatorService.Build(["--PORT=0", "--FEED=dir:" + recorded], new HostedIn(Logger.None));
        await simulator.StartAsync();
        await CollectAsync(simulator.Urls.First() + FeedSimulatorService.StatusPath, polls);

        var files = Directory.GetFiles(recorded!, "station_status*.json").Order(StringComparer.Ordinal).ToList();
        var messages = await PullAsync(polls);
        for (var i = 0; i < polls; i++)
        {
            var payload = EventEnvelopeReader.Read(messages[i].Data.Memory).Envelope!.Payload;
            payload.ToArray().Should().Equal(await File.ReadAllBytesAsync(files[Math.Min(i, files.Count - 1)]));
        }
    }

    [Fact]
    public async Task Collect_TopicMissing_503()
    {
        await _clients.PubSub.Publisher.DeleteTopicAsync(new DeleteTopicRequest { Topic = _clients.PubSub.TopicName(Velib.Status.Topic) });
        await using var feed = await ScriptedFeed.StartAsync("""{"last_updated":1760778556,"data":{"stations":[]}}""");
        await using var collector = await StartCollectorAsync(feed.Url);
        await collector.ShouldFailAsync(HttpStatusCode.ServiceUnavailable, "publish_failed");
    }

    private async Task<List<(string MessageId, string EventTs)>> CollectAsync(string url, int polls)
    {
        await using var collector = await StartCollectorAsync(url);
        var answers = new List<(string, string)>();
        for (var i = 0; i < polls; i++)
        {
            var (status, body) = await collector.CollectAsync();
            status.Should().Be(HttpStatusCode.OK, body.ToJsonString());
            answers.Add((body["messageId"]!.GetValue<string>(), body["eventTs"]!.GetValue<string>()));
        }

        return answers;
    }

    private Task<CollectorServer> StartCollectorAsync(string url) =>
        CollectorServer.StartAsync([$"--PUBSUB_EMULATOR_HOST={PubSubHost}", $"--FEED_URL={url}", "--OIDC_DISABLED=true"]);

    private async Task<List<PubsubMessage>> PullAsync(int count)
    {
        var messages = new List<PubsubMessage>();
        while (messages.Count < count)
        {
            var response = await _clients.PubSub.Subscriber.PullAsync(new PullRequest { Subscription = SubscriptionName, MaxMessages = count });
            messages.AddRange(response.ReceivedMessages.Select(m => m.Message));
            if (response.ReceivedMessages.Count > 0)
            {
                var acknowledge = new AcknowledgeRequest { Subscription = SubscriptionName };
                acknowledge.AckIds.AddRange(response.ReceivedMessages.Select(m => m.AckId));
                await _clients.PubSub.Subscriber.AcknowledgeAsync(acknowledge);
            }
        }

        return messages;
    }
}
