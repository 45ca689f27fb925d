using System.Globalization;
using Google.Cloud.PubSub.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class DeadLetterTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Attempts_UsedUp_ForwardsToTheDeadLetterTopicWithItsOrigin()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await StartAsync(clock);
        var request = new PublishRequest { Topic = PubSubHost.TopicName("test-topic") };
        request.Messages.Add(new PubsubMessage { Data = Google.Protobuf.ByteString.CopyFromUtf8("poison"), Attributes = { ["source"] = "velib" }, OrderingKey = "k" });
        await host.Publisher.PublishAsync(request);

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var message = (await host.PullNowAsync()).Should().ContainSingle().Subject;
            message.DeliveryAttempt.Should().Be(attempt);
            await host.NackAsync([message]);
        }

        var dead = (await host.PullAsync(id: "hold")).Should().ContainSingle().Subject.Message;
        dead.Data.ToStringUtf8().Should().Be("poison");
        dead.OrderingKey.Should().Be("k");
        dead.Attributes.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["source"] = "velib",
            ["CloudPubSubDeadLetterSourceDeliveryCount"] = "5",
            ["CloudPubSubDeadLetterSourceSubscription"] = "test-subscription",
            ["CloudPubSubDeadLetterSourceSubscriptionProject"] = "test-project",
            ["CloudPubSubDeadLetterSourceTopicPublishTime"] = Start.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture),
        });
        clock.Advance(TimeSpan.FromMinutes(10));
        (await host.PullNowAsync()).Should().BeEmpty("it has left its subscription");
    }

    [Fact]
    public async Task Attempts_MissedDeadlines_Count()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await StartAsync(clock);
        await host.PublishAsync("slow");

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            (await host.PullNowAsync()).Should().ContainSingle().Which.DeliveryAttempt.Should().Be(attempt);
            clock.Advance(TimeSpan.FromSeconds(11));
        }

        Texts.Of(await host.PullAsync(id: "hold")).Should().Equal("slow");
    }

    [Fact]
    public async Task Attempts_AfterRestart_ContinueCounting()
    {
        using var directory = new TemporaryDirectory();
        await using (var host = await StartAsync(dataDirectory: directory))
        {
            await host.PublishAsync("poison", "good");
            for (var attempt = 1; attempt <= 3; attempt++) await host.NackAsync((await host.PullNowAsync()).Where(m => m.Message.Data.ToStringUtf8() == "poison"));
        }

        await using var restarted = await PubSubHost.StartAsync(dataDirectory: directory);
        var pulled = await restarted.PullNowAsync();

        pulled.Single(m => m.Message.Data.ToStringUtf8() == "poison").DeliveryAttempt.Should().Be(4);
    }

    [Fact]
    public async Task Ordered_DeadLetter_UnblocksTheKey()
    {
        await using var host = await StartAsync(change: s => s.EnableMessageOrdering = true);
        await host.PublishKeyedAsync("a", "a1", "a2");

        for (var attempt = 1; attempt <= 5; attempt++) await host.NackAsync([(await host.PullNowAsync())[0]]);

        Texts.Of(await host.PullAsync(id: "hold")).Should().Equal("a1");
        Texts.Of(await host.PullAsync()).Should().Equal("a2");
    }

    [Fact]
    public async Task DeadLetterTopic_Deleted_MessageStaysUntilItIsRecreated()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await StartAsync(clock);
        var topic = PubSubHost.TopicName("dead-letters");
        await host.Publisher.DeleteTopicAsync(new DeleteTopicRequest { Topic = topic });
        await host.PublishAsync("poison");
        for (var attempt = 1; attempt <= 5; attempt++) await host.NackAsync(await host.PullNowAsync());

        // redelivery shows that forwarding failed; the lease keeps it here until the topic has its subscription
        IReadOnlyList<ReceivedMessage> kept = [];
        await Eventually.IsTrueAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(11));
            kept = await host.PullNowAsync();
            return kept.Count > 0;
        });

        await host.Publisher.CreateTopicAsync(new Topic { Name = topic });
        await host.CreateSubscriptionAsync("hold-again", s => s.Topic = topic);
        await host.NackAsync(kept);
        var dead = await host.PullAsync(id: "hold-again");

        Texts.Of(dead).Should().Equal("poison");
    }

    [Fact]
    public async Task Push_Failing_CarriesTheAttemptAndBecomesADeadLetter()
    {
        await using var host = await PubSubHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(StatusCodes.Status500InternalServerError);
        await CreateAsync(host, s => s.PushConfig = new PushConfig { PushEndpoint = receiver.Endpoint });

        await host.PublishAsync("poison");
        var dead = await host.PullAsync(id: "hold");

        Texts.Of(dead).Should().Equal("poison");
        receiver.All.Select(r => r.Body["deliveryAttempt"]!.GetValue<int>()).Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task RetryPolicy_Pull_WaitsLongerWithEachFailure()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await StartAsync(clock, s => s.RetryPolicy = new RetryPolicy { MinimumBackoff = new() { Seconds = 10 }, MaximumBackoff = new() { Seconds = 15 } });
        await host.PublishAsync("bad");

        foreach (var backoff in new[] { 10, 15 })
        {
            await host.NackAsync(await host.PullNowAsync());
            clock.Advance(TimeSpan.FromSeconds(backoff - 1));
            (await host.PullNowAsync()).Should().BeEmpty();
            clock.Advance(TimeSpan.FromSeconds(2));
        }

        Texts.Of(await host.PullNowAsync()).Should().Equal("bad");
    }

    private static async Task<PubSubHost> StartAsync(FakeTimeProvider? clock = null, Action<Subscription>? change = null, string? dataDirectory = null)
    {
        var host = await PubSubHost.StartAsync(clock, dataDirectory);
        await CreateAsync(host, change);
        return host;
    }

    private static async Task CreateAsync(PubSubHost host, Action<Subscription>? change)
    {
        await host.CreateTopicAsync();
        var deadLetters = await host.CreateTopicAsync("dead-letters");
        await host.CreateSubscriptionAsync("hold", s => s.Topic = deadLetters);
        await host.CreateSubscriptionAsync(change: s =>
        {
            s.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = deadLetters, MaxDeliveryAttempts = 5 };
            change?.Invoke(s);
        });
    }
}
