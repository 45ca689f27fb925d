using System.Collections.Concurrent;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.GoogleCloud.Tests.Infrastructure;
using PmpPulse.Testing;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Contract;

/// <summary>The part of the contract that needs real time to pass: the shortest deadline is ten seconds.</summary>
public abstract class PubSubRealTimeContract(IPubSubBackend backend) : PubSubContractBase(backend)
{
    [Fact]
    public async Task Pull_ConnectionCut_ReconnectsAndLosesNothing()
    {
        await CreateSubscriptionAsync();
        await using var proxy = new DroppingProxy(Host);
        using var clients = Connect(proxy.Host);
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        var handled = new ConcurrentDictionary<string, bool>();
        using var stop = new CancellationTokenSource();
        var subscriber = clients.PubSub.CreateSubscriber("subscription", new StreamingPullOptions { AckDeadline = TimeSpan.FromSeconds(10) });
        var running = subscriber.RunAsync(
            (delivered, _) =>
            {
                handled[delivered.Message.Data.ToStringUtf8()] = true;
                return Task.FromResult(Reply.Ack);
            },
            stop.Token);

        for (var round = 0; round < 2; round++)
        {
            await publisher.PublishAsync(Message($"{round}"));
            // Google's emulator keeps delivering to dead streams, and each attempt costs a deadline
            await Eventually.IsTrueAsync(() => handled.ContainsKey($"{round}"));
            proxy.DropAll();
        }

        await stop.CancelAsync();
        await running.OrTimeout();
        proxy.Connections.Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Pull_HandlerOutlastsTheAckDeadline_KeepsItsLease()
    {
        await CreateSubscriptionAsync(subscription => subscription.AckDeadlineSeconds = 10);
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        await publisher.PublishAsync(Message("1"));
        var deliveries = 0;

        // real servers need real time, and the shortest deadline is ten seconds
        await ReceiveAsync(1, new StreamingPullOptions { AckDeadline = TimeSpan.FromSeconds(10) }, async (_, token) =>
        {
            Interlocked.Increment(ref deliveries);
            await Task.Delay(TimeSpan.FromSeconds(13), token);
            return Reply.Ack;
        });

        deliveries.Should().Be(1);
    }

    [Fact]
    public async Task Pull_LeaseHeldTooLong_IsRedelivered()
    {
        await CreateSubscriptionAsync(subscription => subscription.AckDeadlineSeconds = 10);
        await using var publisher = Clients.PubSub.CreatePublisher("topic");
        await publisher.PublishAsync(Message("1"));
        var deliveries = 0;
        var options = new StreamingPullOptions { AckDeadline = TimeSpan.FromSeconds(10), MaxTotalAckExtension = TimeSpan.FromSeconds(1) };

        await RunUntilAsync(() => deliveries == 2, async (_, token) =>
        {
            if (Interlocked.Increment(ref deliveries) == 1)
            {
                await Task.Delay(Timeout.Infinite, token);
            }

            return Reply.Ack;
        }, options with { SoftStopGrace = TimeSpan.FromMilliseconds(100) });

        deliveries.Should().Be(2);
    }
}
