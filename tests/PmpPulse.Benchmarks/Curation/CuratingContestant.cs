using System.Buffers;
using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;
using PmpPulse.Curation.ValidateRow;

namespace PmpPulse.Benchmarks.Curation;

/// <summary>
/// A curator that reads one message again and again, as the service does: what it has learned stays, the rows are copied into an append's
/// request, and their memory is given back.
/// </summary>
internal static class CuratingContestant
{
    // a short message is read many times at once: reading the clock takes as long
    private const int RowsAtOnce = 1_000;

    // the JIT compiles a method three times before it is as fast as it gets, and on a busy machine that takes a while
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1.5);

    private static readonly FeedTopology Stations = FeedTopology.Find("velib.station_status")!;

    public static Contestant Hot(string name, string system, SourceMessage message) => Of(name, Stations, system, curator => curator.Curate(message));

    public static Contestant Reference(string name, string system, SourceMessage message) => Of(name, Stations, system, curator => curator.CurateByReference(message));

    public static Contestant Hot(string name, FeedTopology feed, SourceMessage message) => Of(name, feed, feed.System, curator => curator.Curate(message));

    public static Contestant Reference(string name, FeedTopology feed, SourceMessage message) => Of(name, feed, feed.System, curator => curator.CurateByReference(message));

    /// <summary>Lets contestants work until the JIT has nothing left to improve, by CPU time.</summary>
    public static async Task WarmUpAsync(IEnumerable<Contestant> contestants, CancellationToken cancellationToken)
    {
        foreach (var contestant in contestants)
        {
            for (var used = TimeSpan.Zero; used < WarmUpTime;) used += (await contestant.RunAsync(WarmUpTime / 10, cancellationToken)).Cpu;
        }
    }

    private static Contestant Of(string name, FeedTopology feed, string system, Func<Curator, CuratedMessage> curate)
    {
        // a curator takes the events of one system alone
        var curator = new Curator(CurationFeed.Of(feed, feed.Curation!, system));
        var request = new ArrayBufferWriter<byte>();
        return Contestant.InThisProcess(name, () =>
        {
            var elements = 0;
            while (elements < RowsAtOnce)
            {
                var curated = curate(curator);
                elements += curated.Counts.Elements;
                curated.Rows!.WriteTo(request);
                request.ResetWrittenCount();
                curated.Rows.Release();
            }

            return elements;
        });
    }
}
