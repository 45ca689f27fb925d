namespace PmpPulse.LocalCloud.Hosting;

/// <summary>LocalCloud's ports, one per API.</summary>
public enum LocalCloudPort
{
    PubSub,

    /// <summary>BigQuery v2 and the Storage Write API.</summary>
    BigQuery,

    Scheduler,
}
