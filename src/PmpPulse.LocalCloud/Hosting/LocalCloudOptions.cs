using System.Net;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Where LocalCloud listens and keeps its data.</summary>
/// <param name="BindAddress">Address all ports listen on.</param>
/// <param name="PubSubPort">0 takes a free one, as for the others.</param>
/// <param name="DataDirectory">Absolute path; made where it is missing.</param>
public sealed record LocalCloudOptions(IPAddress BindAddress, int PubSubPort, int BigQueryPort, int SchedulerPort, string DataDirectory)
{
    /// <summary>Of BigQuery jobs that name none of their own.</summary>
    public TimeSpan JobTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
