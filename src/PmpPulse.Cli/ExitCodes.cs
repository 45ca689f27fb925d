using PmpPulse.Operations.Refusals;
using PmpPulse.Operations.Steps;

namespace PmpPulse.Cli;

/// <summary>pmpctl's exit codes.</summary>
internal static class ExitCodes
{
    /// <summary>Done, without findings.</summary>
    public const int Succeeded = 0;

    /// <summary>Done, with findings: a broken rule, a failed poll or step, a difference. The output says which.</summary>
    public const int Found = 1;

    /// <summary>The command or an option is not known, or a setting or the credentials are missing or wrong.</summary>
    public const int Misused = 2;

    /// <summary>Not done: nothing answers, or it refused.</summary>
    public const int Unavailable = 3;

    /// <summary>Interrupted by Ctrl-C, the code that shells use.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of a command that an exception ended.</summary>
    public static int Of(Exception exception) => Failures.IsMisuse(exception) ? Misused : Unavailable;

    /// <summary>The exit code for all steps together: if every step failed, nothing was done.</summary>
    public static int Of(IReadOnlyList<StepOutcome> steps) =>
        !steps.Any(step => step.Failed) ? Succeeded
        : !steps.All(step => step.Failed) ? Found
        : steps.All(step => step.IsMisuse) ? Misused
        : Unavailable;
}
