namespace PmpPulse.Cli.Running;

/// <summary>Says on standard error what is being done, so that standard output stays the result's.</summary>
/// <param name="error">Standard error.</param>
internal sealed class ErrorProgress(TextWriter error) : IProgress<string>
{
    public void Report(string value) => error.Line($"  {value}");
}
