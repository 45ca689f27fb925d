using System.Diagnostics;
using System.Globalization;

namespace PmpPulse.Benchmarks.Measuring;

/// <summary>Lines that say what is being measured, on standard error: the table alone goes to standard output.</summary>
internal sealed class BenchProgress(TextWriter output)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private string _scenario = "";

    public void Begin(string scenario, string description)
    {
        _scenario = scenario;
        Report(description);
    }

    public void Report(string line) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalSeconds,6:0.0} s  {_scenario}: {line}"));
}
