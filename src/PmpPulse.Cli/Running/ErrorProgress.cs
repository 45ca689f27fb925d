namespace PmpPulse.Cli.Running;

/// <summary>Reports progress on standard error, so that standard output holds only the result.</summary>
/// <param name="error">Standard error.</param>
internal sealed class ErrorProgress(TextWriter error) : IProgress<string>
{
    public void Report(string value) => error.Line($"  {value}");
}
