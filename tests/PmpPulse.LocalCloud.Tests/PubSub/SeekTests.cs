using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class SeekTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Seek_BackInTime_ReplaysMessagesPublishedSince()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await StartAsync(clock, s => s.RetainAckedMessages = true);
        await host.PublishAsync("before");
        clock.Advance(TimeSpan.FromMinutes(1));
        var point = clock.GetUtcNow();
        await host.PublishAsync("after");
        var pulled = await host.PullNowAsync();
        await host.AckAsync(pulled);

        await SeekAsync(host, point);
        // ack ids from before the seek no longer acknowledge anything
        await host.AckAsync(pulled);

        Texts.Of(await host.PullNowAsync()).Should().Equal("after");
    }

    [Fact]
    public async Task Seek_BackInTimeWithoutRetention_KeepsAcknowledgedMessagesAcknowledged()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await StartAsync(clock);
        // this subscription keeps the messages in the log, which must not affect the other
        await host.CreateSubscriptionAsync("second");
        await host.PublishAsync("acked", "open", "acked too");
        var pulled = await host.PullNowAsync();
        await host.AckAsync([pulled[0], pulled[2]]);

        await SeekAsync(host, Start.AddMinutes(-1));

        Texts.Of(await host.PullNowAsync()).Should().Equal("open");
    }

    [Fact]
    public async Task Seek_TopicRetains_ReachesBackAsFarAsTheTopicKeeps()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        var topic = new Topic { Name = PubSubHost.TopicName("test-topic"), MessageRetentionDuration = new() { Seconds = 3600 } };
        await host.Publisher.CreateTopicAsync(topic);
        await host.CreateSubscriptionAsync(change: s => s.MessageRetentionDuration = new() { Seconds = 600 });
        await host.PublishAsync("old");
        await host.AckAsync(await host.PullNowAsync());
        clock.Advance(TimeSpan.FromMinutes(30));
        await CleaningTests.CleanAsync(host);
        await host.CreateSubscriptionAsync("later", s => s.MessageRetentionDuration = new() { Seconds = 600 });

        await SeekAsync(host, Start);
        await SeekAsync(host, Start, "later");
        Texts.Of(await host.PullNowAsync()).Should().Equal("old");
        Texts.Of(await host.PullNowAsync(id: "later")).Should().Equal("old");

        topic.MessageRetentionDuration = null;
        await host.Publisher.UpdateTopicAsync(new UpdateTopicRequest { Topic = topic, UpdateMask = new() { Paths = { "message_retention_duration" } } });
        var shown = await host.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = PubSubHost.SubscriptionName("later") });
        shown.TopicMessageRetentionDuration.Should().BeNull();
        clock.Advance(TimeSpan.FromMinutes(1));
        (await host.PullNowAsync(id: "later")).Should().BeEmpty("its own ten minutes have passed");
    }

    [Fact]
    public async Task Seek_ToTheFuture_AcknowledgesEverything()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await StartAsync(clock);
        await host.PublishAsync("one", "two");
        await host.PullNowAsync(1);

        await SeekAsync(host, Start.AddDays(1));
        await host.PublishAsync("three");

        Texts.Of(await host.PullNowAsync()).Should().Equal("three");
    }

    [Fact]
    public async Task Seek_ToASnapshot_RestoresItsUnacknowledgedMessages()
    {
        await using var host = await StartAsync();
        await host.PublishAsync("acked", "open", "acked too");
        var pulled = await host.PullNowAsync();
        await host.AckAsync([pulled[0], pulled[2]]);
        var snapshot = await host.Subscriber.CreateSnapshotAsync(
            new CreateSnapshotRequest { Name = $"{PubSubHost.Project}/snapshots/point", Subscription = PubSubHost.SubscriptionName("test-subscription") });
        await host.PublishAsync("later");
        await host.AckAsync([pulled[1], .. await host.PullNowAsync()]);

        await host.Subscriber.SeekAsync(new SeekRequest { Subscription = PubSubHost.SubscriptionName("test-subscription"), Snapshot = snapshot.Name });

        Texts.Of(await host.PullNowAsync()).Should().Equal("open", "later");
        snapshot.Topic.Should().Be(PubSubHost.TopicName("test-topic"));
    }

    [Fact]
    public async Task Snapshot_Existing_KeepsItsMessages()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await StartAsync(clock);
        await host.PublishAsync("kept");
        await host.Subscriber.CreateSnapshotAsync(
            new CreateSnapshotRequest { Name = $"{PubSubHost.Project}/snapshots/point", Subscription = PubSubHost.SubscriptionName("test-subscription") });
        await host.AckAsync(await host.PullNowAsync());
        await CleaningTests.CleanAsync(host);

        await host.Subscriber.SeekAsync(
            new SeekRequest { Subscription = PubSubHost.SubscriptionName("test-subscription"), Snapshot = $"{PubSubHost.Project}/snapshots/point" });

        Texts.Of(await host.PullNowAsync()).Should().Equal("kept");
    }

    [Fact]
    public async Task Snapshot_AfterAWeek_Expires()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await StartAsync(clock);
        var name = $"{PubSubHost.Project}/snapshots/point";
        await host.Subscriber.CreateSnapshotAsync(new CreateSnapshotRequest { Name = name, Subscription = PubSubHost.SubscriptionName("test-subscription") });

        clock.Advance(TimeSpan.FromDays(7));
        await CleaningTests.CleanAsync(host);

        var get = async () => await host.Subscriber.GetSnapshotAsync(new GetSnapshotRequest { Snapshot = name });
        (await get.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task Seek_SnapshotOfAnotherTopic_IsAnInvalidArgument()
    {
        await using var host = await StartAsync();
        var other = await host.CreateTopicAsync("other-topic");
        var subscription = await host.CreateSubscriptionAsync("other", s => s.Topic = other);
        var snapshot = await host.Subscriber.CreateSnapshotAsync(
            new CreateSnapshotRequest { Name = $"{PubSubHost.Project}/snapshots/point", Subscription = subscription });

        var seek = async () => await host.Subscriber.SeekAsync(
            new SeekRequest { Subscription = PubSubHost.SubscriptionName("test-subscription"), Snapshot = snapshot.Name });

        (await seek.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Seek_WithAStreamOpen_RedeliversOnIt()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await StartAsync(clock, s =>
        {
            s.RetainAckedMessages = true;
            s.EnableMessageOrdering = true;
        });
        await host.PublishKeyedAsync("a", "a1", "a2");
        using var stream = host.Subscriber.StreamingPull();
        await stream.RequestStream.WriteAsync(new StreamingPullRequest
        {
            Subscription = PubSubHost.SubscriptionName("test-subscription"),
            StreamAckDeadlineSeconds = 60,
            MaxOutstandingMessages = 2,
        });
        await stream.ResponseStream.MoveNext(default);

        await SeekAsync(host, Start);

        (await stream.ResponseStream.MoveNext(default).OrTimeout()).Should().BeTrue();
        Texts.Of(stream.ResponseStream.Current.ReceivedMessages).Should().Equal("a1", "a2");
    }

    private static async Task SeekAsync(PubSubHost host, DateTimeOffset time, string id = "test-subscription") =>
        await host.Subscriber.SeekAsync(
            new SeekRequest { Subscription = PubSubHost.SubscriptionName(id), Time = Timestamp.FromDateTimeOffset(time) });

    private static async Task<PubSubHost> StartAsync(FakeTimeProvider? clock = null, Action<Subscription>? change = null)
    {
        var host = await PubSubHost.StartAsync(clock);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: change);
        return host;
    }
}
