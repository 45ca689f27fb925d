using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class CleaningTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Clean_AckedByAllSubscriptions_RemovesTheMessage()
    {
        using var directory = new TemporaryDirectory();
        await using var host = await PubSubHost.StartAsync(dataDirectory: directory);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        await host.CreateSubscriptionAsync("second");
        await host.PublishAsync("stuck", "both", "first only");
        var first = await host.PullNowAsync();
        var second = await host.PullNowAsync(id: "second");
        await host.AckAsync(first.Skip(1));
        await host.AckAsync(second.Skip(1).Take(1), "second");

        await CleanAsync(host);

        Stored(directory).Should().Equal(first[0].Message.MessageId, first[2].Message.MessageId);
    }

    [Fact]
    public async Task Clean_NoSubscriptions_KeepsNothing()
    {
        using var directory = new TemporaryDirectory();
        await using var host = await PubSubHost.StartAsync(dataDirectory: directory);
        await host.CreateTopicAsync();
        await host.PublishAsync("lost");
        Stored(directory).Should().BeEmpty("without a subscription nobody could ever read it");
        var name = await host.CreateSubscriptionAsync();
        await host.PublishAsync("left behind");

        await host.Subscriber.DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = name });
        await CleanAsync(host);

        Stored(directory).Should().BeEmpty();
    }

    [Fact]
    public async Task Clean_OlderThanTheRetention_RemovesUnackedMessages()
    {
        var clock = new FakeTimeProvider(Start);
        using var directory = new TemporaryDirectory();
        await using var host = await PubSubHost.StartAsync(clock, directory);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: s => s.MessageRetentionDuration = new() { Seconds = 3600 });
        await host.PublishAsync("old");
        clock.Advance(TimeSpan.FromMinutes(59));
        await CleanAsync(host);
        Stored(directory).Should().ContainSingle();

        clock.Advance(TimeSpan.FromMinutes(2));
        await CleanAsync(host);

        Stored(directory).Should().BeEmpty();
    }

    [Fact]
    public async Task Clean_TopicRetains_KeepsForItsTime()
    {
        var clock = new FakeTimeProvider(Start);
        using var directory = new TemporaryDirectory();
        await using var host = await PubSubHost.StartAsync(clock, directory);
        await host.Publisher.CreateTopicAsync(new Topic { Name = PubSubHost.TopicName("test-topic"), MessageRetentionDuration = new() { Seconds = 3600 } });
        await host.PublishAsync("retained");
        await CleanAsync(host);
        Stored(directory).Should().ContainSingle();

        clock.Advance(TimeSpan.FromMinutes(61));
        await CleanAsync(host);

        Stored(directory).Should().BeEmpty();
    }

    [Fact]
    public async Task Clean_SubscriptionUnusedForItsTtl_IsDeleted()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync(change: s => s.ExpirationPolicy = new ExpirationPolicy { Ttl = new() { Seconds = 86400 } });
        await host.CreateSubscriptionAsync("forever", s => s.ExpirationPolicy = new ExpirationPolicy());
        clock.Advance(TimeSpan.FromHours(23));
        await host.PullNowAsync();
        clock.Advance(TimeSpan.FromHours(23));
        await CleanAsync(host);
        await host.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = name });

        clock.Advance(TimeSpan.FromHours(2));
        await CleanAsync(host);

        var get = async () => await host.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = name });
        (await get.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
        await host.PullNowAsync(id: "forever");
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Clean_IdleOpenStream_CountsAsUse()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync(change: s => s.ExpirationPolicy = new ExpirationPolicy { Ttl = new() { Seconds = 86400 } });
        await host.PublishAsync("one");
        using (var stream = host.Subscriber.StreamingPull())
        {
            await stream.RequestStream.WriteAsync(new StreamingPullRequest { Subscription = name, StreamAckDeadlineSeconds = 600 });
            // a first message proves that the stream has started
            await stream.ResponseStream.MoveNext(default);
            clock.Advance(TimeSpan.FromDays(3));
            await CleanAsync(host);
        }

        await host.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = name });
    }

    [Fact]
    public async Task Clean_OnlyFailingPushes_DoNotCountAsUse()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await using var receiver = await PushReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(500);
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync(change: s =>
        {
            s.ExpirationPolicy = new ExpirationPolicy { Ttl = new() { Seconds = 86400 } };
            s.PushConfig = new PushConfig { PushEndpoint = receiver.Endpoint };
        });
        await host.PublishAsync("bad");
        await receiver.NextAsync();
        clock.Advance(TimeSpan.FromHours(25));

        await CleanAsync(host);

        var get = async () => await host.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = name });
        (await get.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    internal static Task CleanAsync(PubSubHost host) => host.App.Services.GetRequiredService<Broker>().CleanAsync(CancellationToken.None);

    private static List<string> Stored(TemporaryDirectory directory)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, Broker.FileName)};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM messages ORDER BY id";
        using var rows = command.ExecuteReader();
        var ids = new List<string>();
        while (rows.Read()) ids.Add(rows.GetString(0));
        return ids;
    }
}
