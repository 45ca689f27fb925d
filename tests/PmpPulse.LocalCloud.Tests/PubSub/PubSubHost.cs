using System.Net;
using System.Text.Json.Nodes;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

/// <summary>LocalCloud on free ports with its own data directory, used through its Pub/Sub port.</summary>
public sealed class PubSubHost : IAsyncDisposable
{
    public const string Project = "projects/test-project";

    private readonly LocalCloudFixture _cloud;
    private readonly GrpcChannel _channel;

    private PubSubHost(LocalCloudFixture cloud)
    {
        _cloud = cloud;
        Http = new HttpClient { BaseAddress = new Uri(Addresses.PubSub, "v1/") };
        _channel = GrpcChannel.ForAddress(Addresses.PubSub);
        Publisher = new Publisher.PublisherClient(_channel);
        Subscriber = new Subscriber.SubscriberClient(_channel);
    }

    public WebApplication App => _cloud.App;

    public LocalCloudAddresses Addresses => _cloud.Addresses;

    public HttpClient Http { get; }

    public Publisher.PublisherClient Publisher { get; }

    public Subscriber.SubscriberClient Subscriber { get; }

    /// <param name="clock">LocalCloud's clock; the system clock if null.</param>
    /// <param name="dataDirectory">Owned by the caller; a new one if null.</param>
    public static async Task<PubSubHost> StartAsync(TimeProvider? clock = null, string? dataDirectory = null) =>
        new(await LocalCloudFixture.StartAsync(dataDirectory, clock));

    public static string TopicName(string id) => $"{Project}/topics/{id}";

    public static string SubscriptionName(string id) => $"{Project}/subscriptions/{id}";

    public async Task<string> CreateTopicAsync(string id = "test-topic")
    {
        var topic = await Publisher.CreateTopicAsync(new Topic { Name = TopicName(id) });
        return topic.Name;
    }

    /// <summary>A subscription to <c>test-topic</c>, unless <paramref name="change"/> says otherwise.</summary>
    public async Task<string> CreateSubscriptionAsync(string id = "test-subscription", Action<Subscription>? change = null)
    {
        var subscription = new Subscription { Name = SubscriptionName(id), Topic = TopicName("test-topic") };
        change?.Invoke(subscription);
        return (await Subscriber.CreateSubscriptionAsync(subscription)).Name;
    }

    public async Task<IReadOnlyList<string>> PublishAsync(params string[] texts) => await PublishKeyedAsync("", texts);

    public async Task<IReadOnlyList<string>> PublishKeyedAsync(string orderingKey, params string[] texts)
    {
        var request = new PublishRequest { Topic = TopicName("test-topic") };
        request.Messages.AddRange(texts.Select(text => new PubsubMessage { Data = ByteString.CopyFromUtf8(text), OrderingKey = orderingKey }));
        return (await Publisher.PublishAsync(request)).MessageIds;
    }

    /// <summary>Pulls what is available without waiting.</summary>
    public async Task<IReadOnlyList<ReceivedMessage>> PullNowAsync(int max = 100, string id = "test-subscription")
    {
#pragma warning disable CS0612 // the only way to see that a subscription is empty
        var request = new PullRequest { Subscription = SubscriptionName(id), MaxMessages = max, ReturnImmediately = true };
#pragma warning restore CS0612
        return (await Subscriber.PullAsync(request)).ReceivedMessages;
    }

    /// <summary>Waits for messages and pulls them.</summary>
    public async Task<IReadOnlyList<ReceivedMessage>> PullAsync(int max = 100, string id = "test-subscription") =>
        (await Subscriber.PullAsync(new PullRequest { Subscription = SubscriptionName(id), MaxMessages = max })).ReceivedMessages;

    public async Task AckAsync(IEnumerable<ReceivedMessage> messages, string id = "test-subscription") =>
        await Subscriber.AcknowledgeAsync(
            new AcknowledgeRequest { Subscription = SubscriptionName(id), AckIds = { messages.Select(m => m.AckId) } });

    public async Task ModifyDeadlineAsync(IEnumerable<ReceivedMessage> messages, int seconds, string id = "test-subscription") =>
        await Subscriber.ModifyAckDeadlineAsync(
            new ModifyAckDeadlineRequest
            {
                Subscription = SubscriptionName(id),
                AckDeadlineSeconds = seconds,
                AckIds = { messages.Select(m => m.AckId) },
            });

    public Task NackAsync(IEnumerable<ReceivedMessage> messages, string id = "test-subscription") => ModifyDeadlineAsync(messages, 0, id);

    /// <summary>A REST call; <paramref name="path"/> is relative to <c>/v1/</c>.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        // even if empty: a POST without this header could come from a web page and is refused
        if (body is not null || method == HttpMethod.Post) request.Content = new StringContent(body ?? string.Empty, System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        Http.Dispose();
        await _cloud.DisposeAsync();
    }
}
