using PmpPulse.Operations.Steps;

namespace PmpPulse.Cli.Up;

/// <summary>The steps that started the pipeline.</summary>
/// <param name="Engine">The engine that now curates.</param>
/// <param name="Steps">Each step and its outcome; a failed step is the last.</param>
internal sealed record UpReport(string Engine, IReadOnlyList<StepOutcome> Steps)
{
    public bool Failed => Steps.Any(step => step.Failed);
}
