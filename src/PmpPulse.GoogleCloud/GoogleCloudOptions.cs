namespace PmpPulse.GoogleCloud;

/// <summary>Which project is used, and whether at Google or at emulators such as LocalCloud.</summary>
public sealed record GoogleCloudOptions
{
    /// <summary>Project id (not number) that owns every topic, table and job.</summary>
    public required string ProjectId { get; init; }

    /// <summary><c>host:port</c> of a Pub/Sub emulator: plain HTTP/2, no credentials. Null means Google.</summary>
    public string? PubSubEmulatorHost { get; init; }

    /// <summary><c>host:port</c> of a BigQuery emulator (REST and Storage Write): plain, no credentials. Null means Google.</summary>
    public string? BigQueryEmulatorHost { get; init; }

    /// <summary><c>host:port</c> of a Cloud Scheduler emulator: plain, no credentials. Null means Google.</summary>
    public string? SchedulerEmulatorHost { get; init; }

    /// <summary>
    /// <c>host:port</c> that answers for the APIs only operators call (Cloud Run admin, Storage, Monitoring, Logging, Resource Manager,
    /// Service Usage, Quotas): plain, no credentials. Null means Google. LocalCloud serves Monitoring's backlog figures beside Pub/Sub.
    /// </summary>
    public string? AdminEmulatorHost { get; init; }

    /// <summary><c>host:port</c> of a stand-in for Dataflow (gRPC): plain HTTP/2, no credentials. Null means Google.</summary>
    public string? DataflowEmulatorHost { get; init; }

    /// <summary>Region of the Scheduler jobs; Scheduler is not in europe-west9.</summary>
    public string SchedulerRegion { get; init; } = GoogleCloudSettings.SchedulerRegion.Default!;

    /// <summary>Region of the Cloud Run services, of the worker pool and of Dataflow jobs.</summary>
    public string RunRegion { get; init; } = GoogleCloudSettings.RunRegion.Default!;

    /// <summary>Reads <see cref="GoogleCloudSettings"/>; the reader collects their faults.</summary>
    public static GoogleCloudOptions Read(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new GoogleCloudOptions
        {
            ProjectId = settings.Text(GoogleCloudSettings.Project),
            PubSubEmulatorHost = settings.HostAndPort(GoogleCloudSettings.PubSubEmulatorHost),
            BigQueryEmulatorHost = settings.HostAndPort(GoogleCloudSettings.BigQueryEmulatorHost),
            SchedulerEmulatorHost = settings.HostAndPort(GoogleCloudSettings.SchedulerEmulatorHost),
            AdminEmulatorHost = settings.HostAndPort(GoogleCloudSettings.AdminEmulatorHost),
            DataflowEmulatorHost = settings.HostAndPort(GoogleCloudSettings.DataflowEmulatorHost),
            SchedulerRegion = settings.Text(GoogleCloudSettings.SchedulerRegion),
            RunRegion = settings.Text(GoogleCloudSettings.RunRegion),
        };
    }
}
