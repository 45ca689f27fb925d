using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.LocalCloud;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.ServiceDefaults;
using PmpPulse.Testing;
using PmpPulse.Warehouse;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>LocalCloud on free ports with curation's tables, topic and subscription, and clients to look at them by the wire.</summary>
public sealed class Cloud : IAsyncDisposable
{
    public const string Project = "test-project";

    private readonly TemporaryDirectory _data = new();
    private readonly List<WebApplication> _services = [];
    private WebApplication _app = null!;

    private Cloud()
    {
    }

    public GoogleCloudClients Clients { get; private set; } = null!;

    public LocalCloudAddresses Addresses => _app.Services.GetRequiredService<LocalCloudAddresses>();

    public static async Task<Cloud> StartAsync(Action<Subscription>? configure = null)
    {
        var cloud = new Cloud();
        cloud._app = LocalCloudService.Build(
            ["--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0", $"--DATA_DIR={cloud._data.Path}"], new HostedIn(Serilog.Core.Logger.None));
        await cloud._app.StartAsync();
        cloud.Clients = GoogleCloudClients.Create(
            new GoogleCloudOptions
            {
                ProjectId = Project,
                PubSubEmulatorHost = cloud.Addresses.PubSub.Authority,
                BigQueryEmulatorHost = cloud.Addresses.BigQuery.Authority,
            },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await cloud.ProvisionAsync(configure);
        return cloud;
    }

    /// <summary>Starts curation against this cloud; it is stopped with it.</summary>
    public async Task<WebApplication> StartCurationAsync(params string[] args)
    {
        var service = CurationService.Build(
            [
                "--PORT=0", "--BIND_ADDRESS=127.0.0.1", $"--GOOGLE_CLOUD_PROJECT={Project}", $"--PUBSUB_EMULATOR_HOST={Addresses.PubSub.Authority}",
                $"--BIGQUERY_EMULATOR_HOST={Addresses.BigQuery.Authority}", .. args,
            ],
            new HostedIn(Serilog.Core.Logger.None));
        _services.Add(service);
        await service.StartAsync();
        return service;
    }

    public async Task<string> PublishAsync(byte[] data, string key = "velib:station_status_snapshot")
    {
        var request = new PublishRequest { Topic = Clients.PubSub.TopicName(Velib.Status.Topic) };
        request.Messages.Add(new PubsubMessage { Data = ByteString.CopyFrom(data), OrderingKey = key });
        return (await Clients.PubSub.Publisher.PublishAsync(request)).MessageIds[0];
    }

    public async Task<IReadOnlyList<BigQueryRow>> QueryAsync(string sql) => await (await Clients.BigQuery.QueryAsync(sql)).ReadAllAsync();

    public async Task<long> CountAsync(string sql) => (await QueryAsync($"SELECT COUNT(*) AS n FROM ({sql})"))[0].GetInt64("n");

    /// <summary>Polls until the statement gives that many rows.</summary>
    public async Task WaitForRowsAsync(long rows, string sql)
    {
        var found = 0L;
        await Patience.UntilAsync(async () => (found = await CountAsync(sql)) >= rows, () => $"there are {found} rows of {rows} of {sql}");
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
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Dispose();
    }

    private async Task ProvisionAsync(Action<Subscription>? configure)
    {
        foreach (var dataset in WarehouseFiles.Tables.Select(table => table.Name.Dataset).Distinct()) await Clients.BigQuery.InsertDatasetAsync(dataset, new BigQueryDataset());
        foreach (var table in WarehouseFiles.Tables) await Clients.BigQuery.InsertTableAsync(table.Name, table.ResourceJson);
        await Clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = Clients.PubSub.TopicName(Velib.Status.Topic) });
        var subscription = new Subscription
        {
            Name = Clients.PubSub.SubscriptionName(Velib.Curation.Subscription),
            Topic = Clients.PubSub.TopicName(Velib.Status.Topic),
            EnableMessageOrdering = true,
            AckDeadlineSeconds = 10,
            MessageRetentionDuration = Duration.FromTimeSpan(TimeSpan.FromDays(1)),
        };
        configure?.Invoke(subscription);
        await Clients.PubSub.Subscriber.CreateSubscriptionAsync(subscription);
    }
}
