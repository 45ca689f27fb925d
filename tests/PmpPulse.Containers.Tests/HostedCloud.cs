using System.Globalization;
using System.Text.RegularExpressions;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.Local.Provisioning;
using PmpPulse.Testing;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Containers.Tests;

/// <summary>LocalCloud and the feed simulator as processes on this machine, provisioned and reachable from containers.</summary>
internal sealed partial class HostedCloud : IAsyncDisposable
{
    public const string Project = "container-test";

    private readonly TemporaryDirectory _directory = new();
    private readonly ChildService _cloud;
    private readonly ChildService _feed;
    private readonly Dictionary<string, Uri> _apis = [];
    private int _feedPort;
    private GoogleCloudClients? _clients;

    private HostedCloud()
    {
        _cloud = ChildService.Start(
            "PmpPulse.LocalCloud", "--BIND_ADDRESS=0.0.0.0", $"--ALLOWED_HOSTS={ServiceContainer.Host}", $"--DATA_DIR={_directory.Path}", "--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0");
        _feed = ChildService.Start("PmpPulse.FeedSimulator", "--BIND_ADDRESS=0.0.0.0", $"--ALLOWED_HOSTS={ServiceContainer.Host}", "--PORT=0", "--SIM_CLOCK=step", "--STATIONS=400");
    }

    public static ServiceAccounts Accounts { get; } = new(Project);

    public GoogleCloudClients Clients => _clients!;

    public static async Task<HostedCloud> StartAsync(CancellationToken cancellationToken)
    {
        var cloud = new HostedCloud();
        try
        {
            await cloud.ConnectAsync();
            var topology = new Topology(cloud.Clients.PubSub, Accounts, FeedTopology.Default);
            await topology.CreateTopicsAsync(cancellationToken);
            await topology.CreatePullSubscriptionsAsync(cancellationToken);
            await new WarehouseProvisioner(cloud.Clients.BigQuery).CreateAsync(cancellationToken);
            return cloud;
        }
        catch
        {
            await cloud.DisposeAsync();
            throw;
        }
    }

    /// <summary>Settings of every container: the project, the emulators, and the issuer of callers' tokens.</summary>
    public Dictionary<string, string> Settings(string service, string caller, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            [GoogleCloudSettings.Project.Name] = Project,
            [GoogleCloudSettings.PubSubEmulatorHost.Name] = Reached("Pub/Sub"),
            [GoogleCloudSettings.BigQueryEmulatorHost.Name] = Reached("BigQuery, Storage"),
            [GoogleCloudSettings.SchedulerEmulatorHost.Name] = Reached("Scheduler"),
            ["OIDC_METADATA"] = $"http://{Reached("Pub/Sub")}/.well-known/openid-configuration",
            ["OIDC_AUDIENCE"] = service,
            ["OIDC_EMAIL"] = caller,
        };
        foreach (var (name, value) in settings) all[name] = value;
        return all;
    }

    /// <summary>The feed's address as containers see it.</summary>
    public string Feed(string path) => $"http://{ServiceContainer.Host}:{_feedPort}{path}";

    /// <summary>Points a subscription to its service's current address, creating it if missing.</summary>
    public async Task PushAsync(string subscription, string topic, Uri service, string audience, CancellationToken cancellationToken)
    {
        var push = new PushConfig
        {
            PushEndpoint = new Uri(service, "pubsub").ToString(),
            OidcToken = new PushConfig.Types.OidcToken { ServiceAccountEmail = Accounts.PubSubPush, Audience = audience },
        };
        var name = Clients.PubSub.SubscriptionName(subscription);
        try
        {
            await Clients.PubSub.Subscriber.ModifyPushConfigAsync(new ModifyPushConfigRequest { Subscription = name, PushConfig = push }, cancellationToken: cancellationToken);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            await Clients.PubSub.Subscriber.CreateSubscriptionAsync(
                new Subscription { Name = name, Topic = Clients.PubSub.TopicName(topic), AckDeadlineSeconds = 60, PushConfig = push }, cancellationToken: cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _clients?.Dispose();
        await _feed.DisposeAsync();
        await _cloud.DisposeAsync();
        _directory.Dispose();
    }

    private string Reached(string api) => string.Create(CultureInfo.InvariantCulture, $"{ServiceContainer.Host}:{_apis[api].Port}");

    private async Task ConnectAsync()
    {
        _feedPort = (await _feed.AddressAsync()).Port;
        await Eventually.IsTrueAsync(HasAnnouncedItsPorts, () => string.Join('\n', _cloud.Output));

        _clients = GoogleCloudClients.Create(new GoogleCloudOptions
        {
            ProjectId = Project,
            PubSubEmulatorHost = _apis["Pub/Sub"].Authority,
            BigQueryEmulatorHost = _apis["BigQuery, Storage"].Authority,
            SchedulerEmulatorHost = _apis["Scheduler"].Authority,
        });
    }

    private bool HasAnnouncedItsPorts()
    {
        foreach (var line in _cloud.Output)
        {
            if (Announced().Match(line) is { Success: true } match) _apis[match.Groups[1].Value] = new Uri(match.Groups[2].Value);
        }

        return _apis.Count == 3;
    }

    [GeneratedRegex(@"^\s+(Pub/Sub|BigQuery, Storage|Scheduler)\s+(http://\S+)$")]
    private static partial Regex Announced();
}
