using System.Diagnostics;
using System.Globalization;

namespace PmpPulse.Chaos;

/// <summary>Progress on standard output, each line with the seconds since the start. Thread-safe.</summary>
internal sealed class Narrator(TextWriter output)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();

    public TimeSpan Elapsed => _watch.Elapsed;

    public void Say(FormattableString line) => Say(line.ToString(CultureInfo.InvariantCulture));

    public void Say(string line)
    {
        lock (_lock) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalSeconds,6:0.0}  {line}"));
    }
}
