namespace PmpPulse.Benchmarks.Measuring;

/// <summary>
/// Samples of contestants that took turns. The machine's speed changes from minute to minute, so a ratio is taken between samples of one
/// round, and its median over rounds is reported.
/// </summary>
internal sealed class RaceResult
{
    private readonly Dictionary<string, List<Sample>> _samples = [];

    /// <summary>Median operations a second of wall time.</summary>
    public double Rate(string contestant) => Median(_samples[contestant].Select(sample => sample.Rate));

    /// <summary>Median operations a second of CPU time.</summary>
    public double CpuRate(string contestant) => Median(_samples[contestant].Select(sample => sample.CpuRate));

    /// <summary>How many times faster than its peer, by wall time.</summary>
    public double Ratio(string contestant, string peer) => Ratio(contestant, peer, sample => sample.Rate);

    /// <summary>How many times more it does with a second of CPU than its peer.</summary>
    public double CpuRatio(string contestant, string peer) => Ratio(contestant, peer, sample => sample.CpuRate);

    /// <summary>All samples of one contestant, in the order of rounds.</summary>
    public IReadOnlyList<Sample> Samples(string contestant) => _samples[contestant];

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>One round to warm up, then the rounds that count; each round starts with another contestant.</summary>
    internal static async Task<RaceResult> RunAsync(IReadOnlyList<Contestant> contestants, BenchContext context, CancellationToken cancellationToken)
    {
        var result = new RaceResult();
        foreach (var contestant in contestants)
        {
            context.Progress.Report($"warming up: {contestant.Name}");
            await contestant.RunAsync(context.RoundTime, cancellationToken);
            result._samples.Add(contestant.Name, []);
        }

        for (var round = 0; round < context.Rounds; round++)
        {
            context.Progress.Report($"round {round + 1} of {context.Rounds}");
            for (var turn = 0; turn < contestants.Count; turn++)
            {
                var contestant = contestants[(round + turn) % contestants.Count];
                result._samples[contestant.Name].Add(await contestant.RunAsync(context.RoundTime, cancellationToken));
            }
        }

        return result;
    }

    private double Ratio(string contestant, string peer, Func<Sample, double> rate) =>
        Median(_samples[contestant].Zip(_samples[peer], (sample, other) => rate(sample) / rate(other)));
}
