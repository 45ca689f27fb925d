using System.Diagnostics;
using PmpPulse.Fuzzing.Targets;

namespace PmpPulse.Fuzzing.Engine;

/// <summary>Coverage-guided fuzzing of one target in this process until its time is up. The seed determines every input.</summary>
internal sealed class FuzzLoop(IFuzzTarget target, FuzzOptions options, FuzzFolder folder)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    private readonly Random _random = new(options.Seed);
    private readonly CoverageMap _coverage = new();
    private readonly InputRunner _runner = new(target);
    private readonly InputMutator _mutator = new(target.Dictionary);
    private readonly List<byte[]> _corpus = [];
    private readonly HashSet<string> _findings = new(StringComparer.Ordinal);

    public FuzzResult Run(HangWatch watch)
    {
        var started = Stopwatch.GetTimestamp();
        var executions = 0L;
        TimeSpan elapsed, reported = TimeSpan.Zero;
        foreach (var input in folder.Seeds().DefaultIfEmpty(new byte[8])) Execute(input, watch, ref executions);
        if (_coverage.Edges == 0) throw new InvalidOperationException("No branch was counted: the target's assemblies are not instrumented. Start the fuzzer by its campaign ('make fuzz').");
        do
        {
            for (var batch = 0; batch < 64 && _findings.Count < options.MaxFindings; batch++) Execute(Next(), watch, ref executions);
            elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed - reported < ReportEvery) continue;
            reported = elapsed;
            Console.WriteLine($"{target.Name,-20} {elapsed.TotalSeconds,4:F0} s  {executions,11:N0} executions  {executions / elapsed.TotalSeconds,7:N0}/s  {_coverage.Edges,6:N0} edges  {_corpus.Count,5:N0} inputs kept  {_findings.Count} findings");
        }
        while (elapsed.TotalSeconds < options.Seconds && _findings.Count < options.MaxFindings);
        return new FuzzResult(executions, _coverage.Edges, _corpus.Count, _findings.Count);
    }

    private byte[] Next()
    {
        if (_corpus.Count == 0) return [(byte)_random.Next(256)];
        // half the time one of the newest: inputs that recently reached new code are the likeliest to reach more
        var index = _random.Next(2) == 0 ? _corpus.Count - 1 - _random.Next(Math.Min(32, _corpus.Count)) : _random.Next(_corpus.Count);
        return _mutator.Mutate(_random, _corpus[index], _corpus[_random.Next(_corpus.Count)]);
    }

    private void Execute(byte[] input, HangWatch watch, ref long executions)
    {
        CoverageMap.Clear();
        watch.Enter(input);
        var finding = _runner.Run(input);
        executions++;
        var isNew = _coverage.Merge();
        if (finding is not null && _findings.Add(finding.Key))
        {
            finding = Minimizer.Minimize(finding, _runner);
            Console.WriteLine($"{target.Name,-20} finding: {finding.Key}  ->  {folder.Save(finding)}");
        }

        watch.Leave();
        if (isNew && finding is null)
        {
            _corpus.Add(input);
            folder.Keep(input);
        }
    }
}
