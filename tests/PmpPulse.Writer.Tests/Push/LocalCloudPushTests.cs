using System.Text.Json.Nodes;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.GoogleCloud;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests.Push;

/// <summary>From the topic to the table, with pushes that LocalCloud signs and the writer verifies.</summary>
public sealed class LocalCloudPushTests : IAsyncLifetime
{
    private const string Audience = "https://writer.test";
    private const string Email = "pubsub-push@test-project.iam.gserviceaccount.com";

    private readonly Warehouse _warehouse = new();
    private GoogleCloudClients _clients = null!;
    private string _topic = null!;

    public async ValueTask InitializeAsync()
    {
        await _warehouse.InitializeAsync();
        _clients = _warehouse.Clients();
        _topic = _clients.PubSub.TopicName(Velib.Status.Topic);
        await _clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = _topic });
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _warehouse.DisposeAsync();
    }

    [Fact]
    public async Task Publish_GoodAndBadMessages_BecomeRowsAndDeadLettersAndDrain()
    {
        await using var writer = await StartWriterAsync();
        await SubscribeAsync(writer, Email);
        await PublishAsync(WriterServer.Event("""{"n":1}"""), "poison"u8.ToArray(), WriterServer.Event("""{"n":2}"""));

        await Eventually.IsTrueAsync(async () => (await RawAsync()).Count == 2 && (await DeadLettersAsync()).Count == 1);
        (await RawAsync()).Select(r => JsonNode.Parse(r["payload"]!)!["n"]!.GetValue<int>()).Should().BeEquivalentTo([1, 2]);
        var record = (await DeadLettersAsync()).Single();
        Convert.FromBase64String(record["data"]!).Should().Equal("poison"u8.ToArray());
        record["subscription_name"].Should().Be(_clients.PubSub.SubscriptionName(Velib.Status.Writer.Subscription));
        record["publish_time"].Should().NotBeNull();
    }

    [Fact]
    public async Task Publish_WhileTheTableIsMissing_IsWrittenOnceItExists()
    {
        await _warehouse.DropAsync(Velib.Status.Writer.Table);
        await using var writer = await StartWriterAsync();
        await SubscribeAsync(writer, Email);
        await PublishAsync(WriterServer.Event("""{"n":1}"""));
        // at least one push must be refused before the table comes back
        await Eventually.IsTrueAsync(() => Task.FromResult(writer.Refusals > 0));
        await _warehouse.CreateAsync(Velib.Status.Writer.Table);

        await Eventually.IsTrueAsync(async () => (await RawAsync()).Count == 1);
        (await DeadLettersAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Publish_PushedByAnotherAccount_WritesNothing()
    {
        await using var writer = await StartWriterAsync();
        await SubscribeAsync(writer, "other@test-project.iam.gserviceaccount.com");
        await PublishAsync(WriterServer.Event("""{"n":1}"""));
        await Eventually.IsTrueAsync(() => Task.FromResult(writer.Refusals > 1));
        (await RawAsync()).Should().BeEmpty();
        (await DeadLettersAsync()).Should().BeEmpty();
    }

    private Task<WriterServer> StartWriterAsync() => WriterServer.StartAsync(
        _warehouse.Host, "--FEED_ID=velib.station_status", $"--OIDC_METADATA=http://{_warehouse.PubSubHost}/.well-known/openid-configuration",
        $"--OIDC_AUDIENCE={Audience}", $"--OIDC_EMAIL={Email}");

    private async Task SubscribeAsync(WriterServer writer, string email) => await _clients.PubSub.Subscriber.CreateSubscriptionAsync(new Subscription
    {
        Name = _clients.PubSub.SubscriptionName(Velib.Status.Writer.Subscription),
        Topic = _topic,
        AckDeadlineSeconds = 60,
        RetryPolicy = new RetryPolicy { MinimumBackoff = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)), MaximumBackoff = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) },
        PushConfig = new PushConfig
        {
            PushEndpoint = writer.PushUrl,
            OidcToken = new PushConfig.Types.OidcToken { ServiceAccountEmail = email, Audience = Audience },
        },
    });

    private async Task PublishAsync(params byte[][] messages)
    {
        var request = new PublishRequest { Topic = _topic };
        request.Messages.AddRange(messages.Select(data => new PubsubMessage { Data = ByteString.CopyFrom(data) }));
        await _clients.PubSub.Publisher.PublishAsync(request);
    }

    private Task<IReadOnlyList<IReadOnlyDictionary<string, string?>>> RawAsync() => _warehouse.RowsAsync(Velib.Status.Writer.Table);

    private Task<IReadOnlyList<IReadOnlyDictionary<string, string?>>> DeadLettersAsync() => _warehouse.RowsAsync(Velib.Status.DeadLetters.Table);

}
