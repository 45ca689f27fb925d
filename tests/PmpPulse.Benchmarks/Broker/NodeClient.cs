using System.Text.Json;
using Grpc.Net.Client;
using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Processes;

namespace PmpPulse.Benchmarks.Broker;

/// <summary>Google's Pub/Sub client for Node, installed into a folder of the run: it publishes, receives and acknowledges.</summary>
internal sealed class NodeClient
{
    private const string Package = "@google-cloud/pubsub";
    private const string Driver = "node-driver.cjs";

    // a third of the client's time goes to its garbage collector otherwise
    private const string SpaceForYoungObjects = "--max-semi-space-size=64";

    private readonly string _folder;

    private NodeClient(string folder) => _folder = folder;

    /// <summary>Installs the client.</summary>
    /// <returns>Null, with the reason, if there is no Node or no registry.</returns>
    public static async Task<(NodeClient? Client, string Reason)> InstallAsync(BenchContext context, CancellationToken cancellationToken)
    {
        if (Tools.Find("node") is null || Tools.Find("npm") is null) return (null, "Node is not installed");
        context.Progress.Report($"npm install {Package}");
        var folder = Directory.CreateDirectory(Path.Combine(context.Folder, "node")).FullName;
        try
        {
            await MeasuredProcess.RunAsync(
                "npm", folder, ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--prefix", folder, Package], cancellationToken);
        }
        catch (InvalidOperationException)
        {
            return (null, $"npm can't install {Package}");
        }

        File.Copy(Path.Combine(AppContext.BaseDirectory, "Broker", Driver), Path.Combine(folder, Driver));
        return (new NodeClient(folder), "");
    }

    /// <summary>Runs the driver, <c>paced</c> or <c>unpaced</c>.</summary>
    public async Task<Sample> RunAsync(BrokerServer server, string pace, TimeSpan time, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress($"http://{server.Host}");
        await using var topic = await BenchTopic.CreateAsync(channel, cancellationToken);
        var cpu = server.Cpu;
        var printed = await MeasuredProcess.RunAsync(
            "env", _folder,
            [$"PUBSUB_EMULATOR_HOST={server.Host}", "node", SpaceForYoungObjects, Driver, topic.Name, topic.Subscription, FormattableString.Invariant($"{time.TotalSeconds}"), pace],
            cancellationToken);
        using var result = JsonDocument.Parse(printed);
        return new Sample(
            result.RootElement.GetProperty("messages").GetDouble(), TimeSpan.FromSeconds(result.RootElement.GetProperty("seconds").GetDouble()), server.Cpu - cpu);
    }
}
