using System.Net;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud;

/// <summary>The settings of LocalCloud.</summary>
public static class LocalCloudSettings
{
    public static readonly Setting PubSubPort = new(
        "PUBSUB_PORT", "TCP port of Pub/Sub v1 (gRPC and REST); 0 takes a free one.", "8085", Default: "8085");

    public static readonly Setting BigQueryPort = new(
        "BIGQUERY_PORT", "TCP port of BigQuery v2 (REST) and Storage Write v1 (gRPC); 0 takes a free one.", "9050", Default: "9050");

    public static readonly Setting SchedulerPort = new(
        "SCHEDULER_PORT", "TCP port of Cloud Scheduler v1 (REST); 0 takes a free one.", "8090", Default: "8090");

    public static readonly Setting DataDirectory = new(
        "DATA_DIR",
        "Folder that holds everything: messages, tables, jobs and the signing key. One process at a time.",
        "/srv/pmp",
        Default: ".pmp");

    public static readonly Setting JobTimeout = new(
        "JOB_TIMEOUT",
        "Longest time that a BigQuery job may take, including its wait, unless the job sets jobTimeoutMs (1s to 6h).",
        "1h",
        Default: "10m");

    public static readonly Setting Retention = new(
        "RETENTION",
        "How long rows of tables partitioned by time are kept after the end of their partition, in tables that set no expiration of their own (1d to 3650d); 0s keeps them for ever.",
        "31d",
        Default: "0s");

    /// <summary>Reads <see cref="Retention"/> and checks its bounds.</summary>
    /// <returns>Null: for ever.</returns>
    public static TimeSpan? ReadRetention(SettingsReader settings, Setting setting)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var (least, most) = (TimeSpan.FromDays(1), TimeSpan.FromDays(3650));
        var life = settings.Duration(setting, TimeSpan.Zero, most);
        if (life > TimeSpan.Zero && life < least) settings.AddFault(setting, $"'{settings.Text(setting)}' is not valid", "give 0s, or a duration from 1d to 3650d");
        return life > TimeSpan.Zero ? life : null;
    }

    /// <summary>Reads <see cref="JobTimeout"/> and checks its bounds.</summary>
    public static TimeSpan ReadJobTimeout(SettingsReader settings, Setting setting)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Duration(setting, TimeSpan.FromSeconds(1), TimeSpan.FromHours(6));
    }

    internal static readonly IReadOnlyList<Setting> Own = [PubSubPort, BigQueryPort, SchedulerPort, DataDirectory, JobTimeout, Retention];

    /// <summary>Reads the settings. Errors are collected in <paramref name="settings"/>.</summary>
    internal static LocalCloudOptions Read(SettingsReader settings, Setting bindAddress)
    {
        var options = new LocalCloudOptions(
            settings.Address(bindAddress),
            Port(settings, PubSubPort),
            Port(settings, BigQueryPort),
            Port(settings, SchedulerPort),
            Path.GetFullPath(settings.Text(DataDirectory)))
        {
            JobTimeout = ReadJobTimeout(settings, JobTimeout),
            Retention = ReadRetention(settings, Retention),
        };

        (Setting Setting, int Port)[] ports =
        [
            (PubSubPort, options.PubSubPort),
            (BigQueryPort, options.BigQueryPort),
            (SchedulerPort, options.SchedulerPort),
        ];
        foreach (var (setting, port) in ports.GroupBy(p => p.Port).Where(g => g.Key != 0).SelectMany(g => g.Skip(1)))
        {
            settings.AddFault(setting, $"{port} is already another API's port", "give each API a port of its own, or 0");
        }

        return options;
    }

    private static int Port(SettingsReader settings, Setting setting) =>
        (int)settings.Integer(setting, IPEndPoint.MinPort, IPEndPoint.MaxPort);
}
