using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class StreamingPullTests
{
    [Fact]
    public async Task Stream_Published_DeliversAndAcceptsAcknowledgements()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        using var stream = await OpenAsync(host);

        await host.PublishAsync("one");
        var one = await NextAsync(stream);
        await host.PublishAsync("two");
        var two = await NextAsync(stream);
        await stream.RequestStream.WriteAsync(new StreamingPullRequest { AckIds = { one.Concat(two).Select(m => m.AckId) } });
        await stream.RequestStream.CompleteAsync();

        Texts.Of(one.Concat(two)).Should().Equal("one", "two");
        (await stream.ResponseStream.MoveNext(default)).Should().BeFalse("the client has ended the stream");
        stream.GetStatus().StatusCode.Should().Be(StatusCode.OK);
    }

    [Fact]
    public async Task Stream_MaxOutstandingMessages_HoldsBackUntilAcknowledged()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("1", "2", "3", "4", "5");
        using var stream = await OpenAsync(host, r => r.MaxOutstandingMessages = 2);

        var first = await NextAsync(stream);
        var waiting = NextAsync(stream);
        await host.PublishAsync("6");
        waiting.IsCompleted.Should().BeFalse("two messages are outstanding");
        await stream.RequestStream.WriteAsync(new StreamingPullRequest { AckIds = { first[0].AckId } });
        var second = await waiting;

        Texts.Of(first).Should().Equal("1", "2");
        Texts.Of(second).Should().Equal("3");
    }

    [Fact]
    public async Task Stream_MaxOutstandingBytes_HoldsBackButNeverForASingleMessage()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.PublishAsync(new string('a', 5000), new string('b', 600), new string('c', 600), new string('d', 600));
        using var stream = await OpenAsync(host, r => r.MaxOutstandingBytes = 1300);

        var first = await NextAsync(stream);
        await stream.RequestStream.WriteAsync(new StreamingPullRequest { AckIds = { first.Select(m => m.AckId) } });
        var second = await NextAsync(stream);

        first.Should().ContainSingle("larger than the limit, and alone");
        second.Should().HaveCount(2, "1,200 bytes fit, 1,800 don't");
    }

    [Fact]
    public async Task Stream_NackedOnAStream_FreesFlowControl()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("one", "two");
        using var stream = await OpenAsync(host, r => r.MaxOutstandingMessages = 1);
        var first = await NextAsync(stream);

        await stream.RequestStream.WriteAsync(new StreamingPullRequest { ModifyDeadlineAckIds = { first[0].AckId }, ModifyDeadlineSeconds = { 0 } });

        Texts.Of(await NextAsync(stream)).Should().Equal("one");
    }

    [Fact]
    public async Task Stream_AckedByUnaryCall_FreesFlowControl()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("one", "two");
        using var stream = await OpenAsync(host, r => r.MaxOutstandingMessages = 1);

        await host.AckAsync(await NextAsync(stream));

        Texts.Of(await NextAsync(stream)).Should().Equal("two");
    }

    [Fact]
    public async Task Stream_AckDeadline_IsPerStreamAndCanBeChanged()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var host = await PubSubHost.StartAsync(clock);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: s => s.AckDeadlineSeconds = 10);
        await host.PublishAsync("one");
        using var stream = await OpenAsync(host, r => r.StreamAckDeadlineSeconds = 60);
        await NextAsync(stream);

        var again = NextAsync(stream);
        clock.Advance(TimeSpan.FromSeconds(59));
        (await host.PullNowAsync()).Should().BeEmpty();
        again.IsCompleted.Should().BeFalse("60 s are not over");
        clock.Advance(TimeSpan.FromSeconds(2));

        Texts.Of(await again).Should().Equal("one");
    }

    [Fact]
    public async Task Stream_Extended_KeepsItsLease()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var host = await PubSubHost.StartAsync(clock);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.PublishAsync("one");
        using var stream = await OpenAsync(host);
        var one = await NextAsync(stream);

        await stream.RequestStream.WriteAsync(new StreamingPullRequest { ModifyDeadlineAckIds = { one[0].AckId }, ModifyDeadlineSeconds = { 120 } });
        // requests are handled in order: once the second message's nack has taken effect, so has the extension
        await host.PublishAsync("two");
        var two = await NextAsync(stream);
        await stream.RequestStream.WriteAsync(new StreamingPullRequest { ModifyDeadlineAckIds = { two[0].AckId }, ModifyDeadlineSeconds = { 0 } });
        await NextAsync(stream);
        clock.Advance(TimeSpan.FromSeconds(100));

        Texts.Of(await NextAsync(stream)).Should().Equal("two");
    }

    [Fact]
    public async Task Stream_KeepaliveRequests_AreAccepted()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        using var stream = await OpenAsync(host);

        await stream.RequestStream.WriteAsync(new StreamingPullRequest());
        await host.PublishAsync("one");

        Texts.Of(await NextAsync(stream)).Should().Equal("one");
    }

    [Fact]
    public async Task Stream_SubscriptionDeleted_EndsWithNotFound()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync();
        using var stream = await OpenAsync(host);
        var next = NextAsync(stream);

        await host.Subscriber.DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = name });

        var end = async () => await next;
        (await end.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task Stream_LocalCloudStops_EndsWithUnavailable()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        using var stream = await OpenAsync(host);
        var next = NextAsync(stream);

        await host.App.StopAsync().OrTimeout();

        var end = async () => await next;
        (await end.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unavailable);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(601)]
    [InlineData(0)]
    public async Task Stream_DeadlineOutOfBounds_IsAnInvalidArgument(int seconds)
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        using var stream = await OpenAsync(host, r => r.StreamAckDeadlineSeconds = seconds);

        var next = async () => await NextAsync(stream);

        (await next.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Stream_SubscriptionNamedAgain_IsAnInvalidArgument()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync();
        using var stream = await OpenAsync(host);
        await stream.RequestStream.WriteAsync(new StreamingPullRequest { Subscription = name });

        var next = async () => await NextAsync(stream);

        (await next.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Stream_UnpairedDeadlines_IsAnInvalidArgument()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        using var stream = await OpenAsync(host);
        await stream.RequestStream.WriteAsync(new StreamingPullRequest { ModifyDeadlineSeconds = { 10 } });

        var next = async () => await NextAsync(stream);

        (await next.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Streams_Two_ShareTheMessages()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        using var first = await OpenAsync(host, r => r.MaxOutstandingMessages = 1);
        using var second = await OpenAsync(host, r => r.MaxOutstandingMessages = 1);

        await host.PublishAsync("one", "two");

        Texts.Of((await NextAsync(first)).Concat(await NextAsync(second))).Should().BeEquivalentTo("one", "two");
    }

    [Fact]
    public async Task Stream_BusyKey_DoesNotStarveOthers()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: subscription => subscription.EnableMessageOrdering = true);
        await host.PublishKeyedAsync("flood", [.. Enumerable.Range(0, 40).Select(number => $"flood {number}")]);
        using var stream = await OpenAsync(host, request => request.MaxOutstandingMessages = 2);
        var received = (await NextAsync(stream)).ToList();
        await host.PublishKeyedAsync("other", "other");

        for (var handled = 0; !Texts.Of(received).Contains("other"); handled++)
        {
            received.Count.Should().BeLessThan(20, "each freed slot alternates between the keys");
            await stream.RequestStream.WriteAsync(new StreamingPullRequest { AckIds = { received[handled].AckId } });
            received.AddRange(await NextAsync(stream));
        }
    }

    private static async Task<AsyncDuplexStreamingCall<StreamingPullRequest, StreamingPullResponse>> OpenAsync(
        PubSubHost host, Action<StreamingPullRequest>? change = null)
    {
        var request = new StreamingPullRequest { Subscription = PubSubHost.SubscriptionName("test-subscription"), StreamAckDeadlineSeconds = 10 };
        change?.Invoke(request);
        var stream = host.Subscriber.StreamingPull();
        await stream.RequestStream.WriteAsync(request);
        return stream;
    }

    private static async Task<IReadOnlyList<ReceivedMessage>> NextAsync(AsyncDuplexStreamingCall<StreamingPullRequest, StreamingPullResponse> stream)
    {
        (await stream.ResponseStream.MoveNext(default).OrTimeout()).Should().BeTrue();
        return stream.ResponseStream.Current.ReceivedMessages;
    }
}
