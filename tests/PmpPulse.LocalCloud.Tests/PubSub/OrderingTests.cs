using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class OrderingTests
{
    [Fact]
    public async Task Pull_OneKey_HasOneOutstandingBatchAndDoesNotBlockOthers()
    {
        await using var host = await StartAsync();
        await host.PublishKeyedAsync("a", "a1", "a2", "a3");
        await host.PublishKeyedAsync("b", "b1");
        await host.PublishKeyedAsync("", "plain");

        var first = await host.PullNowAsync(2);
        var second = await host.PullNowAsync();
        var third = await host.PullNowAsync();
        var firstKey = first.Single(m => m.Message.OrderingKey.Length > 0).Message.OrderingKey;

        Texts.Of(first.Concat(second)).Should().HaveCountGreaterThan(2);
        third.Should().BeEmpty("each key has a batch outstanding");
        second.Should().NotContain(m => m.Message.OrderingKey == firstKey);
        await host.AckAsync(first.Concat(second));
        var all = Texts.Of(first.Concat(second).Concat(await host.PullNowAsync())).ToArray();
        all.Where(t => t[0] == 'a').Should().Equal("a1", "a2", "a3");
        all.Should().BeEquivalentTo("a1", "a2", "a3", "b1", "plain");
    }

    [Fact]
    public async Task Nack_OrderedMessage_RedeliversAllThatFollowAckedOrNot()
    {
        await using var host = await StartAsync();
        await host.PublishKeyedAsync("a", "a1", "a2", "a3", "a4");
        var pulled = await host.PullNowAsync();
        await host.AckAsync([pulled[0], pulled[2]]);

        await host.NackAsync([pulled[1]]);

        Texts.Of(await host.PullNowAsync()).Should().Equal("a2", "a3", "a4");
    }

    [Fact]
    public async Task Deadline_Missed_RedeliversInOrder()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var host = await StartAsync(clock);
        await host.PublishKeyedAsync("a", "a1", "a2", "a3");
        var pulled = await host.PullNowAsync();
        await host.ModifyDeadlineAsync(pulled.Skip(1), 600);

        clock.Advance(TimeSpan.FromSeconds(11));

        Texts.Of(await host.PullNowAsync()).Should().Equal("a1", "a2", "a3");
    }

    [Fact]
    public async Task Ack_OfARedeliveredMessage_DoesNotSkipIt()
    {
        await using var host = await StartAsync();
        await host.PublishKeyedAsync("a", "a1", "a2");
        var pulled = await host.PullNowAsync();
        await host.NackAsync([pulled[0]]);

        // too late: a1's redelivery has already revoked it
        await host.AckAsync([pulled[1]]);

        Texts.Of(await host.PullNowAsync()).Should().Equal("a1", "a2");
    }

    [Fact]
    public async Task Stream_OneKey_StaysOnItsStream()
    {
        await using var host = await StartAsync();
        using var stream = host.Subscriber.StreamingPull();
        await stream.RequestStream.WriteAsync(
            new StreamingPullRequest { Subscription = PubSubHost.SubscriptionName("test-subscription"), StreamAckDeadlineSeconds = 60 });

        List<ReceivedMessage> received = [];
        foreach (var text in new[] { "a1", "a2", "a3" })
        {
            await host.PublishKeyedAsync("a", text);
            await stream.ResponseStream.MoveNext(default).OrTimeout();
            received.AddRange(stream.ResponseStream.Current.ReceivedMessages);
            (await host.PullNowAsync()).Should().BeEmpty("the key is held by the stream");
        }

        Texts.Of(received).Should().Equal("a1", "a2", "a3");
        stream.ResponseStream.Current.SubscriptionProperties.MessageOrderingEnabled.Should().BeTrue();
    }

    [Fact]
    public async Task Restart_EarlierMessageUnacknowledged_ReplaysThoseAfterIt()
    {
        using var directory = new TemporaryDirectory();
        await using (var host = await PubSubHost.StartAsync(dataDirectory: directory))
        {
            await host.CreateTopicAsync();
            await host.CreateSubscriptionAsync(change: s => s.EnableMessageOrdering = true);
            await host.PublishKeyedAsync("a", "a1", "a2", "a3");
            var pulled = await host.PullNowAsync();
            await host.AckAsync([pulled[0], pulled[2]]);
        }

        await using var restarted = await PubSubHost.StartAsync(dataDirectory: directory);

        Texts.Of(await restarted.PullNowAsync()).Should().Equal("a2", "a3");
    }

    [Fact]
    public async Task RetryPolicy_Ordered_BlocksTheKeyOnly()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var host = await StartAsync(clock, s => s.RetryPolicy = new RetryPolicy { MinimumBackoff = new() { Seconds = 20 } });
        await host.PublishKeyedAsync("a", "a1", "a2");
        await host.NackAsync(await host.PullNowAsync(1));
        await host.PublishKeyedAsync("b", "b1");

        Texts.Of(await host.PullNowAsync()).Should().Equal("b1");
        clock.Advance(TimeSpan.FromSeconds(21));
        Texts.Of(await host.PullNowAsync()).Should().StartWith(["a1", "a2"]);
    }

    private static async Task<PubSubHost> StartAsync(FakeTimeProvider? clock = null, Action<Subscription>? change = null)
    {
        var host = await PubSubHost.StartAsync(clock);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: s =>
        {
            s.EnableMessageOrdering = true;
            change?.Invoke(s);
        });
        return host;
    }
}
