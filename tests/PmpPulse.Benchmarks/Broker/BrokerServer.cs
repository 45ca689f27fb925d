using System.Text.RegularExpressions;
using PmpPulse.Benchmarks.Processes;

namespace PmpPulse.Benchmarks.Broker;

/// <summary>A running Pub/Sub server: LocalCloud, or Google's emulator, which keeps everything in memory.</summary>
internal sealed partial class BrokerServer : IAsyncDisposable
{
    private const string EmulatorJars = "/usr/lib/google-cloud-sdk/platform/pubsub-emulator/lib";

    private readonly MeasuredProcess _process;

    private BrokerServer(MeasuredProcess process, string host) => (_process, Host) = (process, host);

    /// <summary>Host and port.</summary>
    public string Host { get; }

    public TimeSpan Cpu => _process.Cpu;

    public double Megabytes => _process.Megabytes;

    /// <summary>Starts LocalCloud on a data directory of its own below <paramref name="folder"/>.</summary>
    public static async Task<BrokerServer> StartLocalCloudAsync(string folder, CancellationToken cancellationToken)
    {
        var process = MeasuredProcess.StartOurs(
            "PmpPulse.LocalCloud", LocalCloudReady(),
            $"--DATA_DIR={Path.Combine(folder, "data")}", "--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0");
        return new BrokerServer(process, await process.ReadyAsync(cancellationToken));
    }

    /// <summary>Starts Google's emulator; null if it isn't installed.</summary>
    public static async Task<BrokerServer?> StartEmulatorAsync(string folder, CancellationToken cancellationToken)
    {
        var jar = Directory.Exists(EmulatorJars) ? Directory.EnumerateFiles(EmulatorJars, "cloud-pubsub-emulator-*-all.jar").FirstOrDefault() : null;
        if (jar is null || Tools.Find("java") is not { } java) return null;
        var port = MeasuredProcess.FreePort();
        var process = MeasuredProcess.Start(java, EmulatorReady(), folder, "-jar", jar, "--host=127.0.0.1", $"--port={port}");
        await process.ReadyAsync(cancellationToken);
        return new BrokerServer(process, $"127.0.0.1:{port}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"PUBSUB_EMULATOR_HOST=(\S+)")]
    private static partial Regex LocalCloudReady();

    [GeneratedRegex("Server started")]
    private static partial Regex EmulatorReady();
}
