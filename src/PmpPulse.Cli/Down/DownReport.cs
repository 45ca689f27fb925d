using PmpPulse.Operations.Steps;

namespace PmpPulse.Cli.Down;

/// <summary>The steps that stopped the pipeline, and what still costs money.</summary>
/// <param name="Steps">Each step and its outcome.</param>
/// <param name="StillCosts">What is billed although nothing runs, one line each; empty on one machine.</param>
internal sealed record DownReport(IReadOnlyList<StepOutcome> Steps, IReadOnlyList<string> StillCosts)
{
    public bool Failed => Steps.Any(step => step.Failed);
}
