using System.Collections.Concurrent;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.GoogleCloud.Tests.Infrastructure;
using PmpPulse.Testing;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Contract;

/// <summary>The contract between the Pub/Sub clients and any Pub/Sub server.</summary>
public abstract class PubSubContract(IPubSubBackend backend) : PubSubContractBase(backend)
{
    [Fact]
    public async Task Publish_ThenPull_DeliversTheWholeMessage()
    {
        await CreateSubscriptionAsync();
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        var id = await publisher.PublishAsync(new PubsubMessage
        {
            Data = ByteString.CopyFromUtf8("{\"a\":1}"),
            OrderingKey = "velib",
            Attributes = { ["source"] = "velib", ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
        });

        var received = await ReceiveAsync(1);

        var message = received.Single().Message;
        message.MessageId.Should().Be(id).And.NotBeEmpty();
        message.Data.ToStringUtf8().Should().Be("{\"a\":1}");
        message.OrderingKey.Should().Be("velib");
        message.Attributes.Should().Contain("source", "velib");
        message.Attributes.Should().Contain(MessageTracing.TraceParentAttribute, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        message.PublishTime.ToDateTimeOffset().Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Publish_ManyAtOnce_DeliversEachOnce()
    {
        await CreateSubscriptionAsync();
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        var ids = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => publisher.PublishAsync(Message($"{i}"))));

        var received = await ReceiveAsync(500);

        ids.Should().OnlyHaveUniqueItems();
        received.Select(delivered => delivered.Message.MessageId).Should().BeEquivalentTo(ids);
    }

    [Fact]
    public async Task Publish_EmptyMessage_IsRefused()
    {
        await CreateSubscriptionAsync();
        await using var publisher = Clients.PubSub.CreatePublisher("topic");

        var act = () => publisher.PublishAsync(new PubsubMessage());

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Publish_UnknownTopic_FailsWithNotFound()
    {
        await using var publisher = Clients.PubSub.CreatePublisher("nowhere");

        var act = () => publisher.PublishAsync(Message("1"));

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task Pull_OrderedKeys_DeliversEachKeyInOrder()
    {
        await CreateSubscriptionAsync(subscription => subscription.EnableMessageOrdering = true);
        await using var publisher = Clients.PubSub.CreatePublisher("topic", new TopicPublisherOptions { MaxBatchMessages = 7 });
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => publisher.PublishAsync(Message($"{i}", $"key-{i % 4}"))));

        var handled = await ReceiveAsync(200, handle: async (_, _) =>
        {
            await Task.Yield();
            return Reply.Ack;
        });

        foreach (var key in handled.GroupBy(delivered => delivered.Message.OrderingKey))
        {
            key.Select(delivered => int.Parse(delivered.Message.Data.ToStringUtf8(), null)).Should().BeInAscendingOrder().And.HaveCount(50);
        }
    }

    [Fact]
    public async Task Pull_NackedOnAnOrderedKey_IsRedeliveredBeforeLaterMessages()
    {
        await CreateSubscriptionAsync(subscription => subscription.EnableMessageOrdering = true);
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => publisher.PublishAsync(Message($"{i}", "key"))));
        var isFirst = true;
        var acked = new ConcurrentQueue<string>();

        await RunUntilAsync(() => acked.Distinct().Count() == 10, (delivered, _) =>
        {
            var text = delivered.Message.Data.ToStringUtf8();
            if (text == "3" && isFirst)
            {
                isFirst = false;
                return Task.FromResult(Reply.Nack);
            }

            acked.Enqueue(text);
            return Task.FromResult(Reply.Ack);
        });

        isFirst.Should().BeFalse();
        acked.TakeLast(7).Should().Equal("3", "4", "5", "6", "7", "8", "9");
    }

    [Fact]
    public async Task Pull_HandlerNacksOrThrows_IsRedelivered()
    {
        await CreateSubscriptionAsync();
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        await publisher.PublishAsync(Message("1"));
        var deliveries = 0;
        var acked = false;

        await RunUntilAsync(() => acked, (_, _) =>
        {
            switch (++deliveries)
            {
                case 1:
                    return Task.FromResult(Reply.Nack);
                case 2:
                    throw new InvalidOperationException("on purpose");
                default:
                    acked = true;
                    return Task.FromResult(Reply.Ack);
            }
        });

        deliveries.Should().Be(3);
    }

    [Fact]
    public async Task Pull_Acknowledged_IsNotRedelivered()
    {
        await CreateSubscriptionAsync();
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        await publisher.PublishAsync(Message("1"));
        await ReceiveAsync(1);
        await publisher.PublishAsync(Message("2"));

        var received = await ReceiveAsync(1);

        received.Single().Message.Data.ToStringUtf8().Should().Be("2");
    }

    [Fact]
    public async Task Pull_FlowControl_BoundsMessagesHandledAtOnce()
    {
        await CreateSubscriptionAsync();
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => publisher.PublishAsync(Message($"{i}"))));
        var running = 0;
        var most = 0;

        var handled = await ReceiveAsync(60, new StreamingPullOptions { MaxOutstandingMessages = 3 }, async (_, hardStop) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(1, hardStop);
            Interlocked.Decrement(ref running);
            return Reply.Ack;
        });

        handled.Should().HaveCount(60);
        most.Should().BeInRange(1, 3);
    }

    [Fact]
    public async Task Pull_FlowControlByBytes_HandlesALargerMessageAlone()
    {
        await CreateSubscriptionAsync();
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        var payload = ByteString.CopyFrom(new byte[400_000]);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => publisher.PublishAsync(new PubsubMessage { Data = payload })));
        var running = 0;
        var most = 0;

        await ReceiveAsync(6, new StreamingPullOptions { MaxOutstandingBytes = 100_000 }, async (_, hardStop) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(1, hardStop);
            Interlocked.Decrement(ref running);
            return Reply.Ack;
        });

        most.Should().Be(1);
    }

    [Fact]
    public async Task Pull_Stopped_FinishesMessagesBeingHandled()
    {
        await CreateSubscriptionAsync();
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        await publisher.PublishAsync(Message("1"));
        using var stop = new CancellationTokenSource();
        var finished = false;
        var subscriber = Clients.PubSub.CreateSubscriber("subscription");

        await subscriber.RunAsync(
            async (_, hardStop) =>
            {
                await stop.CancelAsync();
                await Task.Delay(50, hardStop);
                finished = true;
                return Reply.Ack;
            },
            stop.Token).OrTimeout();

        finished.Should().BeTrue();
        await publisher.PublishAsync(Message("2"));
        (await ReceiveAsync(1)).Single().Message.Data.ToStringUtf8().Should().Be("2");
    }

    [Fact]
    public async Task Pull_StoppedWithAHangingHandler_NacksItsMessage()
    {
        await CreateSubscriptionAsync(subscription => subscription.AckDeadlineSeconds = 600);
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        await publisher.PublishAsync(Message("1"));
        using var stop = new CancellationTokenSource();
        var options = new StreamingPullOptions
        {
            AckDeadline = TimeSpan.FromSeconds(600),
            SoftStopGrace = TimeSpan.FromMilliseconds(50),
            HardStopGrace = TimeSpan.FromMilliseconds(500),
        };
        var cancelled = false;

        await Clients.PubSub.CreateSubscriber("subscription", options).RunAsync(
            async (_, hardStop) =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, hardStop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancelled = hardStop.IsCancellationRequested;
                return Reply.Nack;
            },
            stop.Token).OrTimeout();

        cancelled.Should().BeTrue();
        (await ReceiveAsync(1)).Single().Message.Data.ToStringUtf8().Should().Be("1");
    }

    [Fact]
    public async Task Pull_UnknownSubscription_FailsPermanently()
    {
        var act = () => Clients.PubSub.CreateSubscriber("nowhere").RunAsync((_, _) => Task.FromResult(Reply.Ack), CancellationToken.None).OrTimeout();

        (await act.Should().ThrowAsync<SubscriptionFailedException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }
}
