using System.Net;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Where LocalCloud listens and keeps its data.</summary>
/// <param name="BindAddress">The address that all ports listen on.</param>
/// <param name="PubSubPort">0 picks a free port, as for the others.</param>
/// <param name="DataDirectory">Absolute path; created if missing.</param>
public sealed record LocalCloudOptions(IPAddress BindAddress, int PubSubPort, int BigQueryPort, int SchedulerPort, string DataDirectory)
{
    /// <summary>The timeout of BigQuery jobs that don't specify one.</summary>
    public TimeSpan JobTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long rows of partitioned tables are kept after their partition's end; null: for ever.</summary>
    public TimeSpan? Retention { get; init; }
}
