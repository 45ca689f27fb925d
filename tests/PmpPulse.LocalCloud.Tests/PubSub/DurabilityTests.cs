using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using PmpPulse.LocalCloud.Tests.Hosting;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

[Trait("Category", "Slow")]
public sealed class DurabilityTests
{
    [Fact]
    public async Task Restart_Clean_KeepsResourcesMessagesAndAcks()
    {
        using var directory = new TemporaryDirectory();
        string ackedLate;
        await using (var host = await PubSubHost.StartAsync(dataDirectory: directory))
        {
            await host.CreateTopicAsync();
            await host.CreateSubscriptionAsync(change: s => s.AckDeadlineSeconds = 33);
            await host.PublishAsync("acked", "leased", "acked later");
            var pulled = await host.PullNowAsync();
            await host.AckAsync(pulled.Take(1));
            ackedLate = pulled[2].AckId;
        }

        await using var restarted = await PubSubHost.StartAsync(dataDirectory: directory);
        var name = PubSubHost.SubscriptionName("test-subscription");
        await restarted.Subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = name, AckIds = { ackedLate } });
        var ids = await restarted.PublishAsync("new");
        var after = await restarted.PullNowAsync();

        Texts.Of(after).Should().Equal("leased", "new");
        after[1].Message.MessageId.Should().Be(ids[0]);
        after.Select(m => long.Parse(m.Message.MessageId, System.Globalization.CultureInfo.InvariantCulture)).Should().BeInAscendingOrder();
        (await restarted.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = name })).AckDeadlineSeconds.Should().Be(33);
    }

    [Fact]
    public async Task Kill_WhilePublishing_KeepsAcknowledgedAndRedeliversUnacked()
    {
        using var directory = new TemporaryDirectory();
        var published = new List<string>();
        var acked = new List<string>();
        var unknown = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            await using var process = await LocalCloudProcess.StartAsync(directory);
            using var channel = GrpcChannel.ForAddress(process.PubSub);
            var publisher = new Publisher.PublisherClient(channel);
            var subscriber = new Subscriber.SubscriberClient(channel);
            if (round == 0)
            {
                await publisher.CreateTopicAsync(new Topic { Name = PubSubHost.TopicName("test-topic") });
                await subscriber.CreateSubscriptionAsync(
                    new Subscription { Name = PubSubHost.SubscriptionName("test-subscription"), Topic = PubSubHost.TopicName("test-topic") });
            }

            var publishing = Task.WhenAll(Enumerable.Range(0, 4).Select(worker => PublishUntilKilledAsync(publisher, $"{round}-{worker}", published)));
            var acking = AckUntilKilledAsync(subscriber, acked, unknown);
            var before = Count(acked);
            await Eventually.IsTrueAsync(() => Count(acked) >= before + 100);
            process.Kill();
            await Task.WhenAll(publishing, acking);
        }

        await using var host = await PubSubHost.StartAsync(dataDirectory: directory);
        var left = new List<string>();
        while (await host.PullNowAsync(1000) is { Count: > 0 } batch)
        {
            left.AddRange(Texts.Of(batch));
            await host.AckAsync(batch);
        }

        published.Should().NotBeEmpty();
        acked.Should().NotBeEmpty();
        published.Except(left).Except(acked).Except(unknown).Should().BeEmpty("messages acknowledged to a publisher are never lost");
        left.Intersect(acked).Should().BeEmpty("messages acknowledged by a subscriber are not redelivered");
    }

    private static int Count(List<string> texts)
    {
        lock (texts) return texts.Count;
    }

    private static async Task PublishUntilKilledAsync(Publisher.PublisherClient publisher, string worker, List<string> published)
    {
        for (var i = 0; ; i++)
        {
            var texts = Enumerable.Range(0, 3).Select(j => $"{worker}-{i}-{j}").ToArray();
            var request = new PublishRequest { Topic = PubSubHost.TopicName("test-topic") };
            request.Messages.AddRange(texts.Select(text => new PubsubMessage { Data = ByteString.CopyFromUtf8(text) }));
            try
            {
                await publisher.PublishAsync(request);
            }
            catch (RpcException)
            {
                // killed: these may or may not have been written
                return;
            }

            lock (published) published.AddRange(texts);
        }
    }

    private static async Task AckUntilKilledAsync(Subscriber.SubscriberClient subscriber, List<string> acked, List<string> unknown)
    {
        var name = PubSubHost.SubscriptionName("test-subscription");
        string[] underWay = [];
        try
        {
            while (true)
            {
                var pulled = await subscriber.PullAsync(new PullRequest { Subscription = name, MaxMessages = 10 });
                // acknowledge every other one; the rest stays leased
                var chosen = pulled.ReceivedMessages.Where((_, i) => i % 2 == 0).ToArray();
                if (chosen.Length == 0) continue;
                underWay = [.. Texts.Of(chosen)];
                await subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = name, AckIds = { chosen.Select(m => m.AckId) } });
                lock (acked) acked.AddRange(underWay);
                underWay = [];
            }
        }
        catch (RpcException)
        {
            // killed: these may or may not have been acknowledged
            unknown.AddRange(underWay);
        }
    }
}
