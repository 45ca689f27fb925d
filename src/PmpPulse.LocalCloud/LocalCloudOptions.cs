using System.Net;

namespace PmpPulse.LocalCloud;

/// <summary>Where LocalCloud listens and keeps its data.</summary>
/// <param name="BindAddress">Address all ports listen on.</param>
/// <param name="PubSubPort">0 takes a free one, as for the others.</param>
/// <param name="DataDirectory">Absolute path; made where it is missing.</param>
public sealed record LocalCloudOptions(IPAddress BindAddress, int PubSubPort, int BigQueryPort, int SchedulerPort, string DataDirectory)
{
    /// <summary>Of BigQuery jobs that name none of their own.</summary>
    public TimeSpan JobTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Reads the settings; faults are left in <paramref name="settings"/>.</summary>
    internal static LocalCloudOptions Read(SettingsReader settings, Setting bindAddress)
    {
        var options = new LocalCloudOptions(
            settings.Address(bindAddress),
            Port(settings, LocalCloudSettings.PubSubPort),
            Port(settings, LocalCloudSettings.BigQueryPort),
            Port(settings, LocalCloudSettings.SchedulerPort),
            Path.GetFullPath(settings.Text(LocalCloudSettings.DataDirectory)))
        {
            JobTimeout = LocalCloudSettings.ReadJobTimeout(settings, LocalCloudSettings.JobTimeout),
        };

        (Setting Setting, int Port)[] ports =
        [
            (LocalCloudSettings.PubSubPort, options.PubSubPort),
            (LocalCloudSettings.BigQueryPort, options.BigQueryPort),
            (LocalCloudSettings.SchedulerPort, options.SchedulerPort),
        ];
        foreach (var (setting, port) in ports.GroupBy(p => p.Port).Where(g => g.Key != 0).SelectMany(g => g.Skip(1)))
        {
            settings.AddFault(setting, $"{port} is another API's port already", "give each API a port of its own, or 0");
        }

        return options;
    }

    private static int Port(SettingsReader settings, Setting setting) =>
        (int)settings.Integer(setting, IPEndPoint.MinPort, IPEndPoint.MaxPort);
}
