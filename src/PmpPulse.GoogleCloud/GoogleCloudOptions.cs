using Microsoft.Extensions.Configuration;

namespace PmpPulse.GoogleCloud;

/// <summary>Which project is spoken to, and whether through Google or through emulators such as LocalCloud.</summary>
public sealed record GoogleCloudOptions
{
    public const string ProjectIdKey = "GOOGLE_CLOUD_PROJECT";
    public const string PubSubEmulatorHostKey = "PUBSUB_EMULATOR_HOST";
    public const string BigQueryEmulatorHostKey = "BIGQUERY_EMULATOR_HOST";
    public const string SchedulerEmulatorHostKey = "SCHEDULER_EMULATOR_HOST";
    public const string AdminEmulatorHostKey = "ADMIN_EMULATOR_HOST";
    public const string DataflowEmulatorHostKey = "DATAFLOW_EMULATOR_HOST";
    public const string SchedulerRegionKey = "SCHEDULER_REGION";
    public const string RunRegionKey = "RUN_REGION";

    /// <summary>Project id (not number) that owns every topic, table and job.</summary>
    public required string ProjectId { get; init; }

    /// <summary><c>host:port</c> of a Pub/Sub emulator: plain HTTP/2, no credentials. Null means Google.</summary>
    public string? PubSubEmulatorHost { get; init; }

    /// <summary><c>host:port</c> of a BigQuery emulator (REST and Storage Write): plain, no credentials. Null means Google.</summary>
    public string? BigQueryEmulatorHost { get; init; }

    /// <summary><c>host:port</c> of a Cloud Scheduler emulator: plain, no credentials. Null means Google.</summary>
    public string? SchedulerEmulatorHost { get; init; }

    /// <summary>
    /// <c>host:port</c> that answers for the APIs only operators call (Cloud Run admin, Storage, Monitoring, Logging, Resource Manager, Service
    /// Usage, Quotas): plain, no credentials. Null means Google. LocalCloud serves Monitoring's backlog figures beside Pub/Sub.
    /// </summary>
    public string? AdminEmulatorHost { get; init; }

    /// <summary><c>host:port</c> of what stands in for Dataflow (gRPC): plain HTTP/2, no credentials. Null means Google.</summary>
    public string? DataflowEmulatorHost { get; init; }

    /// <summary>Region of the Scheduler jobs; Scheduler is not in europe-west9.</summary>
    public string SchedulerRegion { get; init; } = "europe-west1";

    /// <summary>Region of the Cloud Run services, of the worker pool and of Dataflow jobs.</summary>
    public string RunRegion { get; init; } = "europe-west9";

    /// <summary>Reads the flat keys above; blank counts as unset.</summary>
    /// <exception cref="GoogleCloudConfigurationException">The project is unset or an emulator's address is no <c>host:port</c>; all faults are named at once.</exception>
    public static GoogleCloudOptions FromConfiguration(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var faults = new List<string>();
        var project = Read(ProjectIdKey);
        if (project is null)
        {
            faults.Add($"{ProjectIdKey} is not set: give the project's id, such as my-project-123 (any id will do for LocalCloud).");
        }

        var options = new GoogleCloudOptions
        {
            ProjectId = project ?? string.Empty,
            PubSubEmulatorHost = ReadHost(PubSubEmulatorHostKey),
            BigQueryEmulatorHost = ReadHost(BigQueryEmulatorHostKey),
            SchedulerEmulatorHost = ReadHost(SchedulerEmulatorHostKey),
            AdminEmulatorHost = ReadHost(AdminEmulatorHostKey),
            DataflowEmulatorHost = ReadHost(DataflowEmulatorHostKey),
        };
        if (faults.Count > 0)
        {
            throw new GoogleCloudConfigurationException(string.Join(Environment.NewLine, faults));
        }

        return options with
        {
            SchedulerRegion = Read(SchedulerRegionKey) ?? options.SchedulerRegion,
            RunRegion = Read(RunRegionKey) ?? options.RunRegion,
        };

        string? Read(string key) => string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key]!.Trim();

        string? ReadHost(string key)
        {
            var host = Read(key);
            if (host is not null && !(Uri.TryCreate($"http://{host}", UriKind.Absolute, out var uri) && uri.Authority == host && !uri.IsDefaultPort))
            {
                faults.Add($"{key} is '{host}': give host:port without a scheme, such as 127.0.0.1:8085.");
            }

            return host;
        }
    }
}
