using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.LocalCloud.PubSub.Rpc;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class PullTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Pull_AfterPublish_ReturnsTheMessageUnchanged()
    {
        await using var host = await PubSubHost.StartAsync();
        var topic = await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        var message = new PubsubMessage { Data = Google.Protobuf.ByteString.CopyFrom(0, 255, 7), Attributes = { ["source"] = "velib" }, MessageId = "forged" };

        var published = await host.Publisher.PublishAsync(new PublishRequest { Topic = topic, Messages = { message } });
        var received = (await host.PullAsync()).Should().ContainSingle().Subject;

        received.Message.Data.Should().Equal(0, 255, 7);
        received.Message.Attributes.Should().ContainSingle().Which.Should().Be(new KeyValuePair<string, string>("source", "velib"));
        received.Message.MessageId.Should().Be(published.MessageIds.Single()).And.NotBe("forged");
        received.Message.PublishTime.ToDateTimeOffset().Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        received.DeliveryAttempt.Should().Be(0, "it is counted only with a dead-letter policy");
    }

    [Fact]
    public async Task Pull_EmptyBacklog_WaitsForAPublish()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();

        var pull = host.PullAsync();
        (await host.PullNowAsync()).Should().BeEmpty();
        pull.IsCompleted.Should().BeFalse();
        await host.PublishAsync("late");

        Texts.Of(await pull).Should().Equal("late");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pull_CallerGaveUpBeforeTheAnswer_MessagesGoToTheNextPull(bool beforeTheyCame)
    {
        await using var host = await PubSubHost.StartAsync(new FakeTimeProvider(Start));
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("one");
        var request = new PullRequest { Subscription = PubSubHost.SubscriptionName("test-subscription"), MaxMessages = 10 };
        using var gaveUp = new CancellationTokenSource();

        if (beforeTheyCame) await gaveUp.CancelAsync();
        var answer = await ActivatorUtilities.CreateInstance<SubscriberService>(host.App.Services).Pull(request, new Call(gaveUp.Token));
        answer.ReceivedMessages.Should().ContainSingle();
        await gaveUp.CancelAsync();

        // the clock stands still, so no lease expires
        Texts.Of(await host.PullNowAsync()).Should().Equal("one");
    }

    [Fact]
    public async Task Pull_PublishedBeforeTheSubscription_ReturnsNothing()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.PublishAsync("early");
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("after");

        Texts.Of(await host.PullAsync()).Should().Equal("after");
    }

    [Fact]
    public async Task Deadline_Missed_RedeliversWithANewAckId()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: s => s.AckDeadlineSeconds = 20);
        await host.PublishAsync("one");
        var first = await host.PullNowAsync();

        clock.Advance(TimeSpan.FromSeconds(19));
        (await host.PullNowAsync()).Should().BeEmpty("the lease runs for 20 s");
        clock.Advance(TimeSpan.FromSeconds(2));
        var second = await host.PullNowAsync();

        Texts.Of(second).Should().Equal("one");
        second[0].AckId.Should().NotBe(first[0].AckId);
        second[0].Message.MessageId.Should().Be(first[0].Message.MessageId);
    }

    [Fact]
    public async Task Ack_WithAnExpiredLease_AcknowledgesTheMessage()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("one", "two");
        var pulled = await host.PullNowAsync();
        await host.AckAsync(pulled.Take(1));
        clock.Advance(TimeSpan.FromSeconds(11));

        await host.AckAsync(pulled.Skip(1));

        clock.Advance(TimeSpan.FromSeconds(11));
        (await host.PullNowAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task ModifyAckDeadline_LongerAndShorter_MovesTheLease()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("long", "short");
        var pulled = await host.PullNowAsync();
        await host.ModifyDeadlineAsync(pulled.Take(1), 600);
        await host.ModifyDeadlineAsync(pulled.Skip(1), 1);

        clock.Advance(TimeSpan.FromSeconds(2));
        Texts.Of(await host.PullNowAsync()).Should().Equal("short");
        clock.Advance(TimeSpan.FromSeconds(500));
        Texts.Of(await host.PullNowAsync()).Should().Equal("short");
        clock.Advance(TimeSpan.FromSeconds(100));
        Texts.Of(await host.PullNowAsync()).Should().BeEquivalentTo("short", "long");
    }

    [Fact]
    public async Task Nack_Message_IsRedeliveredAtOnce()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("one");

        await host.NackAsync(await host.PullNowAsync());

        Texts.Of(await host.PullNowAsync()).Should().Equal("one");
    }

    [Fact]
    public async Task Nack_WithAnOlderDeliverysAckId_ChangesNothing()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("one");
        var first = await host.PullNowAsync();
        await host.NackAsync(first);
        await host.PullNowAsync();

        await host.NackAsync(first);

        (await host.PullNowAsync()).Should().BeEmpty("the second delivery's lease still runs");
    }

    [Fact]
    public async Task Pull_TwoSubscriptions_EachGetsEveryMessage()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.CreateSubscriptionAsync("second");
        await host.PublishAsync("one", "two");

        await host.AckAsync(await host.PullNowAsync());

        Texts.Of(await host.PullNowAsync(id: "second")).Should().Equal("one", "two");
    }

    [Fact]
    public async Task Pull_LargeMessages_KeepsTheAnswerUnderTheUsualLimit()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        var snapshot = new string('x', 460_000);
        for (var i = 0; i < 20; i++) await host.PublishAsync(snapshot);

        List<ReceivedMessage> all = [];
        while (all.Count < 20)
        {
            var batch = await host.PullNowAsync();
            batch.Should().NotBeEmpty();
            all.AddRange(batch);
        }

        all.Should().OnlyContain(m => m.Message.Data.Length == snapshot.Length);
    }

    [Fact]
    public async Task Pull_AfterRetention_ReturnsNothing()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: s => s.MessageRetentionDuration = new() { Seconds = 600 });
        await host.PublishAsync("old");
        clock.Advance(TimeSpan.FromSeconds(601));
        await host.PublishAsync("new");

        Texts.Of(await host.PullNowAsync()).Should().Equal("new");
    }

    [Fact]
    public async Task Pull_BacklogLargerThanMemory_ReturnsAllInOrder()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        const int Count = 25_000;
        foreach (var chunk in Enumerable.Range(0, Count).Chunk(1000))
            await host.PublishAsync([.. chunk.Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))]);

        List<string> all = [];
        while (await host.PullNowAsync(1000) is { Count: > 0 } batch)
        {
            all.AddRange(Texts.Of(batch));
            await host.AckAsync(batch);
        }

        all.Should().Equal(Enumerable.Range(0, Count).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Pull_PushSubscription_IsRefused()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: s => s.PushConfig = new PushConfig { PushEndpoint = "http://127.0.0.1:9/" });

        var pull = async () => await host.PullNowAsync();

        (await pull.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.FailedPrecondition);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("1-2-3")]
    [InlineData("1-2-3-4-5")]
    [InlineData("-1-2-3-4")]
    public async Task Ack_MalformedAckId_IsAnInvalidArgument(string ackId)
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync();

        var ack = async () => await host.Subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = name, AckIds = { ackId } });

        (await ack.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Be($"Invalid ack id (ack_id={ackId})");
    }

    [Fact]
    public async Task Ack_FromBeforeTheSubscriptionWasRecreated_ChangesNothing()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync();
        await host.PublishAsync("one");
        var old = await host.PullNowAsync();
        await host.Subscriber.DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = name });
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("two");

        await host.AckAsync(old);

        Texts.Of(await host.PullNowAsync()).Should().Equal("two");
    }

    /// <summary>A server call context that the test can cancel.</summary>
    private sealed class Call(CancellationToken gaveUp) : ServerCallContext
    {
        protected override string MethodCore => "";

        protected override string HostCore => "";

        protected override string PeerCore => "";

        protected override DateTime DeadlineCore => DateTime.MaxValue;

        protected override Metadata RequestHeadersCore => [];

        protected override CancellationToken CancellationTokenCore => gaveUp;

        protected override Metadata ResponseTrailersCore => [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore => new("", []);

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }
}
