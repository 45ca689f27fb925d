namespace PmpPulse.Local;

/// <summary>Says where a longer run is, one plain line a step.</summary>
internal sealed class LineProgress(TextWriter output) : IProgress<string>
{
    public void Report(string value) => output.Line($"  {value}");
}
