using Google.Cloud.Dataflow.V1Beta3;
using Google.Cloud.PubSub.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.CloudRun;
using PmpPulse.GoogleCloud.Credentials;
using PmpPulse.GoogleCloud.Dataflow;
using PmpPulse.GoogleCloud.Logging;
using PmpPulse.GoogleCloud.Monitoring;
using PmpPulse.GoogleCloud.Projects;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.GoogleCloud.Rest;
using PmpPulse.GoogleCloud.Scheduler;
using PmpPulse.GoogleCloud.Storage;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.GoogleCloud;

/// <summary>All clients of one project with the connections they share. Thread-safe; closes the connections when disposed.</summary>
public sealed class GoogleCloudClients : IDisposable
{
    // a person waits for these calls, and each is answered in a second or two
    private static readonly TimeSpan OperatorTimeout = TimeSpan.FromSeconds(15);

    private readonly List<IDisposable> _owned = [];

    private GoogleCloudClients(GoogleCloudOptions options, TimeProvider clock, ILoggerFactory loggerFactory)
    {
        Options = options;

        var pubSub = Channel(options.PubSubEmulatorHost, GoogleCloudSettings.PubSubEmulatorHost.Name, "pubsub.googleapis.com");
        PubSub = new PubSubClients(
            new Publisher.PublisherClient(pubSub), new Subscriber.SubscriberClient(pubSub), options.ProjectId, clock, loggerFactory);

        var storage = Channel(options.BigQueryEmulatorHost, GoogleCloudSettings.BigQueryEmulatorHost.Name, "bigquerystorage.googleapis.com");
        StorageWrite = new StorageWriteClient(storage.CreateCallInvoker(), options.ProjectId, clock, loggerFactory);

        var bigQuery = Rest<BigQueryClient>(options.BigQueryEmulatorHost, GoogleCloudSettings.BigQueryEmulatorHost.Name, "bigquery.googleapis.com");
        BigQuery = new BigQueryClient(bigQuery, options.ProjectId, clock);

        var scheduler = Rest<SchedulerClient>(options.SchedulerEmulatorHost, GoogleCloudSettings.SchedulerEmulatorHost.Name, "cloudscheduler.googleapis.com", OperatorTimeout);
        Scheduler = new SchedulerClient(scheduler, options.ProjectId, options.SchedulerRegion);

        CloudRun = new CloudRunClient(Admin<CloudRunClient>("run.googleapis.com"), options.ProjectId, options.RunRegion);
        Monitoring = new MonitoringClient(Admin<MonitoringClient>("monitoring.googleapis.com"), options.ProjectId, clock);
        Logging = new LoggingClient(Admin<LoggingClient>("logging.googleapis.com"), options.ProjectId);
        Project = new ProjectClient(
            Admin<ProjectClient>("cloudresourcemanager.googleapis.com"),
            Admin<ProjectClient>("serviceusage.googleapis.com"),
            Admin<ProjectClient>("cloudquotas.googleapis.com"),
            options.ProjectId);

        Storage = new StorageClient(Admin<StorageClient>("storage.googleapis.com"));

        var dataflow = Channel(options.DataflowEmulatorHost, GoogleCloudSettings.DataflowEmulatorHost.Name, "dataflow.googleapis.com");
        Dataflow = new DataflowClient(
            new JobsV1Beta3.JobsV1Beta3Client(dataflow), new FlexTemplatesService.FlexTemplatesServiceClient(dataflow), options.ProjectId, options.RunRegion, clock);

        RestClient Admin<T>(string google) => Rest<T>(options.AdminEmulatorHost, GoogleCloudSettings.AdminEmulatorHost.Name, google, OperatorTimeout);

        GrpcChannel Channel(string? emulator, string emulatorKey, string google) =>
            Own(emulator is null ? GoogleChannel.ToGoogle(google, Tokens(emulatorKey), loggerFactory) : GoogleChannel.ToEmulator(emulator, loggerFactory));

        RestClient Rest<T>(string? emulator, string emulatorKey, string google, TimeSpan? attemptTimeout = null) => Own(new RestClient(
            new Uri(emulator is null ? $"https://{google}/" : $"http://{emulator}/"),
            emulator is null ? Tokens(emulatorKey) : null,
            clock,
            loggerFactory.CreateLogger<T>(),
            attemptTimeout,
            emulator is null ? null : emulatorKey));

        GoogleAccessTokens Tokens(string emulatorKey) => Own(new GoogleAccessTokens(emulatorKey));
    }

    public GoogleCloudOptions Options { get; }

    public PubSubClients PubSub { get; }

    public StorageWriteClient StorageWrite { get; }

    public BigQueryClient BigQuery { get; }

    public SchedulerClient Scheduler { get; }

    public CloudRunClient CloudRun { get; }

    public DataflowClient Dataflow { get; }

    public StorageClient Storage { get; }

    public MonitoringClient Monitoring { get; }

    public LoggingClient Logging { get; }

    public ProjectClient Project { get; }

    /// <summary>Makes the clients without connecting or looking for credentials yet.</summary>
    public static GoogleCloudClients Create(GoogleCloudOptions options, TimeProvider? clock = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new GoogleCloudClients(options, clock ?? TimeProvider.System, loggerFactory ?? NullLoggerFactory.Instance);
    }

    /// <inheritdoc />
    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private T Own<T>(T owned)
        where T : IDisposable
    {
        // users are closed before what they use
        _owned.Insert(0, owned);
        return owned;
    }
}
