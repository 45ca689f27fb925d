using System.Globalization;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PmpPulse.GoogleCloud.Tests.Infrastructure;
using PmpPulse.Testing;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Contract;

/// <summary>Dead letters, retries and seeks as every Pub/Sub server must implement them.</summary>
public abstract class PubSubPolicyContract(IPubSubBackend backend) : PubSubContractBase(backend)
{
    private string DeadLetters => Clients.PubSub.TopicName("dead-letters");

    [Fact]
    public async Task DeadLetter_AfterFiveNacks_CarriesItsOrigin()
    {
        await CreateWithDeadLettersAsync();
        await PublishAsync(new PubsubMessage { Data = Message("poison").Data, Attributes = { ["source"] = "velib" }, OrderingKey = "k" });

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var received = await PullOneAsync("subscription");
            received.DeliveryAttempt.Should().Be(attempt);
            await Clients.PubSub.Subscriber.ModifyAckDeadlineAsync(new ModifyAckDeadlineRequest
            {
                Subscription = Clients.PubSub.SubscriptionName("subscription"),
                AckIds = { received.AckId },
                AckDeadlineSeconds = 0,
            });
        }

        // the emulator forwards a message only at the subscription's next pull
#pragma warning disable CS0612 // there is no message to wait for
        await Clients.PubSub.Subscriber.PullAsync(
            new PullRequest { Subscription = Clients.PubSub.SubscriptionName("subscription"), MaxMessages = 1, ReturnImmediately = true });
#pragma warning restore CS0612
        var dead = (await PullOneAsync("hold")).Message;
        dead.Data.ToStringUtf8().Should().Be("poison");
        dead.OrderingKey.Should().Be("k");
        dead.Attributes.Should().Contain("source", "velib")
            .And.Contain("CloudPubSubDeadLetterSourceDeliveryCount", "5")
            .And.Contain("CloudPubSubDeadLetterSourceSubscription", "subscription")
            .And.Contain("CloudPubSubDeadLetterSourceSubscriptionProject", Clients.PubSub.ProjectId);
        // written as ….123Z by the emulator and as ….123+00:00 by the service
        DateTimeOffset.Parse(dead.Attributes["CloudPubSubDeadLetterSourceTopicPublishTime"], CultureInfo.InvariantCulture)
            .Should().BeOnOrBefore(dead.PublishTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task DeadLetterPolicy_OutOfBoundsOrWithoutItsTopic_IsRefused()
    {
        await CreateWithDeadLettersAsync();

        (await RefusalAsync(s => s.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = DeadLetters, MaxDeliveryAttempts = 4 })).Should().Be(StatusCode.OutOfRange);
        (await RefusalAsync(s => s.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = DeadLetters, MaxDeliveryAttempts = 101 })).Should().Be(StatusCode.OutOfRange);
        (await RefusalAsync(s => s.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = DeadLetters + "-not" })).Should().Be(StatusCode.NotFound);
        (await RefusalAsync(s => s.RetryPolicy = new RetryPolicy { MinimumBackoff = new Duration { Seconds = 601 } })).Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Seek_BackInTimeWithoutRetention_KeepsAcknowledgedMessagesAcknowledged()
    {
        await CreateWithDeadLettersAsync();
        var before = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(-1));
        await PublishAsync(Message("acked"), Message("open"));
        var (first, second) = (await PullOneAsync("subscription"), await PullOneAsync("subscription"));
        var acked = first.Message.Data.ToStringUtf8() == "acked" ? first : second;
        await Clients.PubSub.Subscriber.AcknowledgeAsync(
            new AcknowledgeRequest { Subscription = Clients.PubSub.SubscriptionName("subscription"), AckIds = { acked.AckId } });

        await Clients.PubSub.Subscriber.SeekAsync(new SeekRequest { Subscription = Clients.PubSub.SubscriptionName("subscription"), Time = before });
        await PublishAsync(Message("later"));

        string[] texts = [(await PullOneAsync("subscription")).Message.Data.ToStringUtf8(), (await PullOneAsync("subscription")).Message.Data.ToStringUtf8()];
        texts.Should().BeEquivalentTo("open", "later");
    }

    private async Task CreateWithDeadLettersAsync()
    {
        await Clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = DeadLetters });
        await Clients.PubSub.Subscriber.CreateSubscriptionAsync(new Subscription { Name = Clients.PubSub.SubscriptionName("hold"), Topic = DeadLetters });
        await CreateSubscriptionAsync(s => s.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = DeadLetters, MaxDeliveryAttempts = 5 });
    }

    private async Task PublishAsync(params PubsubMessage[] messages) => await Clients.PubSub.Publisher.PublishAsync(
        new PublishRequest { Topic = Clients.PubSub.TopicName("topic"), Messages = { messages } });

    private async Task<ReceivedMessage> PullOneAsync(string subscription)
    {
        var request = new PullRequest { Subscription = Clients.PubSub.SubscriptionName(subscription), MaxMessages = 1 };
        using var limit = new CancellationTokenSource(Eventually.Timeout);
        while (true)
        {
            var pulled = await Clients.PubSub.Subscriber.PullAsync(request, cancellationToken: limit.Token);
            if (pulled.ReceivedMessages.Count > 0) return pulled.ReceivedMessages[0];
        }
    }

    private async Task<StatusCode> RefusalAsync(Action<Subscription> change)
    {
        var subscription = new Subscription { Name = Clients.PubSub.SubscriptionName("refused"), Topic = Clients.PubSub.TopicName("topic") };
        change(subscription);
        var create = async () => await Clients.PubSub.Subscriber.CreateSubscriptionAsync(subscription);
        return (await create.Should().ThrowAsync<RpcException>()).Which.StatusCode;
    }
}
