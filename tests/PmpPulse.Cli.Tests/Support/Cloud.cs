using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using PmpPulse.Warehouse;
using PmpPulse.Writer;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>LocalCloud on free ports with tables, topics and hold subscriptions, plus clients and the services a test starts.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    public const string Project = LocalCloudFixture.Project;

    /// <summary>The test's own pull subscription on each original topic; it receives what a replay publishes.</summary>
    public const string Watch = "-watch";

    private readonly List<WebApplication> _services = [];
    private WebApplication? _curation;
    private LocalCloudFixture _cloud = null!;

    private Cloud()
    {
    }

    public GoogleCloudClients Clients { get; private set; } = null!;

    public LocalCloudAddresses Addresses => _cloud.Addresses;

    /// <summary>Settings that make a child process treat this cloud as a Google Cloud project.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["PMP_TARGET"] = "gcp",
        [GoogleCloudSettings.Project.Name] = Project,
        [GoogleCloudSettings.PubSubEmulatorHost.Name] = Addresses.PubSub.Authority,
        [GoogleCloudSettings.BigQueryEmulatorHost.Name] = Addresses.BigQuery.Authority,
        [GoogleCloudSettings.SchedulerEmulatorHost.Name] = Addresses.Scheduler.Authority,
    };

    /// <summary>The same settings for a run in this process.</summary>
    public IConfiguration Configuration =>
        new ConfigurationBuilder().AddInMemoryCollection(Environment.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();

    /// <summary>LocalCloud's clock.</summary>
    public EmptyPulls Clock { get; } = new();

    public static async Task<Cloud> StartAsync()
    {
        var cloud = new Cloud();
        cloud._cloud = await LocalCloudFixture.StartAsync(clock: cloud.Clock);
        cloud.Clients = cloud._cloud.Connect();
        await cloud.ProvisionAsync();
        return cloud;
    }

    /// <summary>Starts curation as a pull worker on a feed's events, by default those of station status.</summary>
    public async Task StartCurationAsync(FeedTopology? feed = null)
    {
        feed ??= Velib.Status;
        await SubscribeAsync(feed.Curation!.Subscription, feed.Topic, subscription => subscription.EnableMessageOrdering = true);
        await StartAsync(_curation = CurationService.Build([.. ServiceArguments(), "--ENGINE=worker", $"--FEED_ID={feed.Id}"], new HostedIn(Serilog.Core.Logger.None)));
    }

    /// <summary>Restarts curation for another system.</summary>
    public async Task RestartCurationAsync(string system)
    {
        await _curation!.StopAsync();
        await StartAsync(_curation = CurationService.Build([.. ServiceArguments(), "--ENGINE=worker", $"--FEED_SOURCE={system}"], new HostedIn(Serilog.Core.Logger.None)));
    }

    /// <summary>Starts the raw writer of station status with a push subscription, as on Google Cloud but without tokens.</summary>
    public Task StartRawWriterAsync() => StartWriterAsync(Velib.Status);

    /// <summary>Starts the writer of station information in the same way.</summary>
    public Task StartInformationWriterAsync() => StartWriterAsync(Velib.Information);

    /// <summary>Starts a feed's writer in the same way.</summary>
    public async Task StartWriterAsync(FeedTopology feed)
    {
        var writer = WriterService.Build([.. ServiceArguments(), $"--FEED_ID={feed.Id}", "--OIDC_DISABLED=true"], new HostedIn(Serilog.Core.Logger.None));
        await StartAsync(writer);
        await SubscribeAsync(
            feed.Writer.Subscription, feed.Topic,
            subscription => subscription.PushConfig = new PushConfig { PushEndpoint = writer.Urls.First() + WriterService.PushPath });
    }

    /// <summary>Publishes to a path's dead-letter topic, as Pub/Sub's forwarding does.</summary>
    public Task<string> HoldAsync(FeedTopology feed, byte[] data, string key = "velib:station_status_snapshot", params (string Name, string Value)[] attributes) =>
        PublishAsync(
            feed.DeadLetters.Topic, data, key,
            [
                ("CloudPubSubDeadLetterSourceDeliveryCount", "5"),
                ("CloudPubSubDeadLetterSourceSubscription", feed.Writer.Subscription),
                ("CloudPubSubDeadLetterSourceSubscriptionProject", Project),
                ("CloudPubSubDeadLetterSourceTopicPublishTime", "2025-10-18T09:09:20.123Z"),
                .. attributes,
            ]);

    public async Task<string> PublishAsync(string topic, byte[] data, string key, params (string Name, string Value)[] attributes)
    {
        var message = new PubsubMessage { Data = ByteString.CopyFrom(data), OrderingKey = key };
        foreach (var (name, value) in attributes) message.Attributes[name] = value;
        var request = new PublishRequest { Topic = Clients.PubSub.TopicName(topic), Messages = { message } };
        return (await Clients.PubSub.Publisher.PublishAsync(request)).MessageIds[0];
    }

    /// <summary>Pulls everything a subscription has now.</summary>
    public async Task<IReadOnlyList<PubsubMessage>> TakeAllAsync(string subscription)
    {
        var taken = new List<PubsubMessage>();
        while (true)
        {
#pragma warning disable CS0612 // deprecated, but right here: the test knows what it published
            var request = new PullRequest { Subscription = Clients.PubSub.SubscriptionName(subscription), MaxMessages = 1_000, ReturnImmediately = true };
#pragma warning restore CS0612
            var response = await Clients.PubSub.Subscriber.PullAsync(request);
            if (response.ReceivedMessages.Count == 0) return taken;
            taken.AddRange(response.ReceivedMessages.Select(received => received.Message));
        }
    }

    /// <summary>Pulls until that many messages have arrived; returns any extra ones too.</summary>
    public async Task<IReadOnlyList<PubsubMessage>> TakeAsync(string subscription, int count)
    {
        var taken = new List<PubsubMessage>();
        await Eventually.IsTrueAsync(
            async () =>
            {
                taken.AddRange(await TakeAllAsync(subscription));
                return taken.Count >= count;
            },
            () => $"{subscription} gave {taken.Count} messages of {count}");
        return taken;
    }

    public async Task<IReadOnlyList<BigQueryRow>> QueryAsync(string sql) => await (await Clients.BigQuery.QueryAsync(sql)).ReadAllAsync();

    public async Task<long> CountAsync(string sql) => (await QueryAsync($"SELECT COUNT(*) AS n FROM ({sql})"))[0].GetInt64("n");

    /// <summary>Polls until the query returns that many rows.</summary>
    public async Task WaitForRowsAsync(long rows, string sql)
    {
        var found = 0L;
        await Eventually.IsTrueAsync(async () => (found = await CountAsync(sql)) >= rows, () => $"there are {found} rows of {rows} of {sql}");
        found.Should().Be(rows);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.StopAsync();
            await service.DisposeAsync();
        }

        Clients.Dispose();
        await _cloud.DisposeAsync();
    }

    private async Task StartAsync(WebApplication service)
    {
        _services.Add(service);
        await service.StartAsync();
    }

    private string[] ServiceArguments() =>
    [
        "--PORT=0", "--BIND_ADDRESS=127.0.0.1", .. _cloud.ServiceSettings,
    ];

    private async Task ProvisionAsync()
    {
        foreach (var dataset in WarehouseFiles.Tables.Select(table => table.Name.Dataset).Distinct()) await Clients.BigQuery.InsertDatasetAsync(dataset, new BigQueryDataset());
        foreach (var table in WarehouseFiles.Tables) await Clients.BigQuery.InsertTableAsync(table.Name, table.ResourceJson);
        foreach (var feed in FeedTopology.All)
        {
            foreach (var topic in new[] { feed.Topic, feed.DeadLetters.Topic })
            {
                await Clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = Clients.PubSub.TopicName(topic) });
            }

            await SubscribeAsync(feed.DeadLetters.HoldSubscription, feed.DeadLetters.Topic);
            await SubscribeAsync(feed.Topic + Watch, feed.Topic);
        }
    }

    private async Task SubscribeAsync(string subscription, string topic, Action<Subscription>? configure = null)
    {
        var resource = new Subscription { Name = Clients.PubSub.SubscriptionName(subscription), Topic = Clients.PubSub.TopicName(topic), AckDeadlineSeconds = 60 };
        configure?.Invoke(resource);
        await Clients.PubSub.Subscriber.CreateSubscriptionAsync(resource);
    }
}
