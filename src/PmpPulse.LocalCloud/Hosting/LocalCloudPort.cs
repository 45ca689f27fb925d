namespace PmpPulse.LocalCloud.Hosting;

/// <summary>The ports LocalCloud listens on, one an API.</summary>
public enum LocalCloudPort
{
    PubSub,

    /// <summary>BigQuery v2 and the Storage Write API.</summary>
    BigQuery,

    Scheduler,
}
