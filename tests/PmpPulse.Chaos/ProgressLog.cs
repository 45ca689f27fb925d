using System.Diagnostics;
using System.Globalization;

namespace PmpPulse.Chaos;

/// <summary>Progress on standard output, each line with the seconds since the start. Thread-safe.</summary>
internal sealed class ProgressLog(TextWriter output)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();

    public TimeSpan Elapsed => _watch.Elapsed;

    public void Report(FormattableString line) => Report(line.ToString(CultureInfo.InvariantCulture));

    public void Report(string line)
    {
        lock (_lock) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalSeconds,6:0.0}  {line}"));
    }
}
