using PmpPulse.Operations.Steps;
using Spectre.Console;

namespace PmpPulse.Cli.Running;

/// <summary>Steps as people read them.</summary>
internal static class StepLines
{
    /// <summary>Writes one line for each step.</summary>
    public static void Steps(this IAnsiConsole console, IEnumerable<StepOutcome> steps)
    {
        foreach (var step in steps)
        {
            var mark = step.Result switch { StepResult.Done => new Mark("[green]done[/]     "), StepResult.Unchanged => new Mark("[grey]as it was[/]"), _ => new Mark("[red]failed[/]   ") };
            console.Line($"{mark} {step.Step}{(step.Detail is null ? "" : $": {step.Detail}")}");
        }
    }
}
