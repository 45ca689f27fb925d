namespace PmpPulse.Settings;

/// <summary>Selects the project, and Google or emulators. Uses the ecosystem's own setting names if it has them.</summary>
public static class GoogleCloudSettings
{
    public static readonly Setting Project = new(
        "GOOGLE_CLOUD_PROJECT", "Google Cloud project id; with the emulator hosts set, any name.", "my-project", Required: true);

    public static readonly Setting PubSubEmulatorHost = new(
        "PUBSUB_EMULATOR_HOST", "host:port of a Pub/Sub emulator or LocalCloud, connected to in plain text without credentials.", "127.0.0.1:8085");

    public static readonly Setting BigQueryEmulatorHost = new(
        "BIGQUERY_EMULATOR_HOST", "host:port of LocalCloud's BigQuery, connected to in plain text without credentials.", "127.0.0.1:9050");

    public static readonly Setting SchedulerEmulatorHost = Emulator("SCHEDULER_EMULATOR_HOST", "Cloud Scheduler");

    public static readonly Setting AdminEmulatorHost = Emulator("ADMIN_EMULATOR_HOST", "Cloud Run's admin API and Cloud Storage");

    public static readonly Setting DataflowEmulatorHost = Emulator("DATAFLOW_EMULATOR_HOST", "Dataflow (gRPC)");

    /// <summary>Scheduler is not in europe-west9.</summary>
    public static readonly Setting SchedulerRegion = new("SCHEDULER_REGION", "Region of the Scheduler jobs.", "europe-west1", Default: "europe-west1");

    public static readonly Setting RunRegion = new("RUN_REGION", "Region of the worker pool and of Dataflow jobs.", "europe-west9", Default: "europe-west9");

    private static Setting Emulator(string name, string of) =>
        new(name, $"host:port of a stand-in for {of}, connected to in plain text without credentials.", "127.0.0.1:8090");
}
