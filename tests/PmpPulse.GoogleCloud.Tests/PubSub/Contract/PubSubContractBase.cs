using System.Collections.Concurrent;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.GoogleCloud.Tests.Infrastructure;
using PmpPulse.Testing;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Contract;

/// <summary>Gives each test its own project on a backend; the suites' shared code.</summary>
public abstract class PubSubContractBase(IPubSubBackend backend) : IAsyncLifetime
{
    private protected GoogleCloudClients Clients { get; private set; } = null!;

    private protected string Host => backend.Host;

    public async ValueTask InitializeAsync()
    {
        await backend.StartAsync();
        Assert.SkipWhen(backend.SkipReason is not null, backend.SkipReason ?? string.Empty);
        Clients = Connect(backend.Host);
    }

    public ValueTask DisposeAsync()
    {
        Clients?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected static PubsubMessage Message(string text, string key = "") => new() { Data = ByteString.CopyFromUtf8(text), OrderingKey = key };

    // names can't collide: each test has its own project
    private protected static GoogleCloudClients Connect(string host) =>
        GoogleCloudClients.Create(new GoogleCloudOptions { ProjectId = $"p-{TestContext.Current.Test!.UniqueID[..20]}", PubSubEmulatorHost = host });

    private protected async Task CreateSubscriptionAsync(Action<Subscription>? configure = null)
    {
        await Clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = Clients.PubSub.TopicName("topic") });
        var subscription = new Subscription { Name = Clients.PubSub.SubscriptionName("subscription"), Topic = Clients.PubSub.TopicName("topic"), AckDeadlineSeconds = 60 };
        configure?.Invoke(subscription);
        await Clients.PubSub.Subscriber.CreateSubscriptionAsync(subscription);
    }

    private protected async Task<IReadOnlyList<DeliveredMessage>> ReceiveAsync(int count, StreamingPullOptions? options = null, MessageHandler? handle = null)
    {
        var handled = new ConcurrentQueue<DeliveredMessage>();
        await RunUntilAsync(() => handled.Count >= count, async (delivered, hardStop) =>
        {
            var reply = handle is null ? Reply.Ack : await handle(delivered, hardStop);
            handled.Enqueue(delivered);
            return reply;
        }, options);
        return [.. handled];
    }

    private protected async Task RunUntilAsync(Func<bool> done, MessageHandler handle, StreamingPullOptions? options = null)
    {
        using var stop = new CancellationTokenSource();
        var running = Clients.PubSub.CreateSubscriber("subscription", options).RunAsync(handle, stop.Token);
        await Task.WhenAny(Eventually.IsTrueAsync(done), running);
        await stop.CancelAsync();
        await running.OrTimeout();
        done().Should().BeTrue("the subscriber should have got this far in {0}", Eventually.Timeout);
    }
}
