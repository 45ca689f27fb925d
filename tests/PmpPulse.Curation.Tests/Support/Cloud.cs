using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using PmpPulse.Warehouse;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>LocalCloud on free ports with curation's tables, topic and subscription, and clients for them.</summary>
public sealed class Cloud : IAsyncDisposable
{
    public const string Project = LocalCloudFixture.Project;

    private readonly List<WebApplication> _services = [];
    private LocalCloudFixture _cloud = null!;

    private Cloud()
    {
    }

    public GoogleCloudClients Clients { get; private set; } = null!;

    public LocalCloudAddresses Addresses => _cloud.Addresses;

    public static async Task<Cloud> StartAsync(Action<Subscription>? configure = null)
    {
        var cloud = new Cloud();
        cloud._cloud = await LocalCloudFixture.StartAsync();
        cloud.Clients = cloud._cloud.Connect();
        await cloud.ProvisionAsync(configure);
        return cloud;
    }

    /// <summary>Starts curation against this cloud, which stops it on disposal.</summary>
    public async Task<WebApplication> StartCurationAsync(params string[] args)
    {
        var service = CurationService.Build(
            ["--PORT=0", "--BIND_ADDRESS=127.0.0.1", .. _cloud.ServiceSettings, .. args],
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
