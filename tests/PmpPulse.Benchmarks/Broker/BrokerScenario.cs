using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Reporting;

namespace PmpPulse.Benchmarks.Broker;

/// <summary>
/// LocalCloud's Pub/Sub, which answers a publish once it is on disk, beside Google's emulator, which keeps it in memory. Messages of 100
/// bytes in batches of 100, one subscription.
/// </summary>
internal sealed class BrokerScenario : Scenario
{
    private const string Ours = "LocalCloud";
    private const string Peer = "Google's emulator";

    // Google's client delivers in gusts; a second is too short to see its rate
    private static readonly TimeSpan LeastDelivery = TimeSpan.FromSeconds(3);

    public override string Name => "broker";

    public override string Description => "publishes to Pub/Sub, and publishes, pulls and acknowledges with Google's Node client";

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using var ours = await BrokerServer.StartLocalCloudAsync(context.Folder, cancellationToken);
        await using var peer = await BrokerServer.StartEmulatorAsync(context.Folder, cancellationToken);
        return
        [
            .. await PublishAsync(context, ours, peer, cancellationToken),
            .. await DeliverAsync(context, ours, peer, cancellationToken),
            BenchFigure.Of("broker: LocalCloud's memory after it", ours.Megabytes, "MB"),
        ];
    }

    private static async Task<IReadOnlyList<BenchFigure>> PublishAsync(BenchContext context, BrokerServer ours, BrokerServer? peer, CancellationToken cancellationToken)
    {
        using var load = new PublishLoad(ours);
        using var peerLoad = peer is null ? null : new PublishLoad(peer);
        var result = await RaceAsync(context, load.RunAsync, peerLoad is null ? null : peerLoad.RunAsync, cancellationToken);
        return Figures("publish", result, peer is not null, "the emulator or Java is not installed", BenchTarget.RatioAtLeast(1), null);
    }

    private static async Task<IReadOnlyList<BenchFigure>> DeliverAsync(BenchContext context, BrokerServer ours, BrokerServer? peer, CancellationToken cancellationToken)
    {
        const string What = "publish, pull, acknowledge (Node)";
        var (client, reason) = await NodeClient.InstallAsync(context, cancellationToken);
        if (client is null) return [BenchFigure.Without(Peer, reason, $"broker: {What}", null, "messages/s", BenchTarget.RatioAtLeast(10))];
        var longer = context with { RoundTime = TimeSpan.FromSeconds(Math.Max(LeastDelivery.TotalSeconds, context.RoundTime.TotalSeconds)) };
        var figures = new List<BenchFigure>();
        foreach (var pace in (string[])["paced", "unpaced"])
        {
            var result = await RaceAsync(
                longer,
                (time, stop) => client.RunAsync(ours, pace, time, stop),
                peer is null ? null : (time, stop) => client.RunAsync(peer, pace, time, stop),
                cancellationToken);
            figures.AddRange(Figures($"{What}, {pace}", result, peer is not null, "the emulator or Java is not installed", BenchTarget.RatioAtLeast(10), BenchTarget.RatioAtMost(0.5)));
        }

        return figures;
    }

    private static Task<RaceResult> RaceAsync(
        BenchContext context, Func<TimeSpan, CancellationToken, Task<Sample>> ours, Func<TimeSpan, CancellationToken, Task<Sample>>? peer, CancellationToken cancellationToken) =>
        context.RaceAsync(
            peer is null ? [new Contestant(Ours, ours)] : [new Contestant(Ours, ours), new Contestant(Peer, peer)],
            cancellationToken);

    private static IReadOnlyList<BenchFigure> Figures(
        string what, RaceResult result, bool hasPeer, string reason, BenchTarget rate, BenchTarget? cpu)
    {
        var (scenario, cpuScenario) = ($"broker: {what}", $"broker: {what}, server CPU");
        var micros = 1e6 / result.CpuRate(Ours);
        return hasPeer
            ?
            [
                BenchFigure.Against(Peer, scenario, result.Rate(Ours), "messages/s", result.Ratio(Ours, Peer), rate),
                BenchFigure.Against(Peer, cpuScenario, micros, "CPU us/message", 1 / result.CpuRatio(Ours, Peer), cpu),
            ]
            :
            [
                BenchFigure.Without(Peer, reason, scenario, result.Rate(Ours), "messages/s", rate),
                BenchFigure.Without(Peer, reason, cpuScenario, micros, "CPU us/message", cpu),
            ];
    }
}
