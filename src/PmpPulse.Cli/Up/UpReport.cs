using PmpPulse.Operations.Steps;

namespace PmpPulse.Cli.Up;

/// <summary>What was started.</summary>
/// <param name="Engine">What curates now.</param>
/// <param name="Steps">Each step and how it ended; the first that failed is the last.</param>
internal sealed record UpReport(string Engine, IReadOnlyList<StepOutcome> Steps)
{
    public bool Failed => Steps.Any(step => step.Failed);
}
