namespace PmpPulse.Local;

/// <summary>Reports the progress of a longer run, one plain line per step.</summary>
internal sealed class LineProgress(TextWriter output) : IProgress<string>
{
    public void Report(string value) => output.Line($"  {value}");
}
