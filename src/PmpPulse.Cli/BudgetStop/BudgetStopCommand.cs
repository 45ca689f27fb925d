using System.CommandLine;

namespace PmpPulse.Cli.BudgetStop;

/// <summary><c>pmpctl budget-stop</c>: the service; <c>Program.cs</c> runs it without the command line's own way of ending. Here it is for <c>--help</c>.</summary>
internal static class BudgetStopCommand
{
    public const string Name = "budget-stop";

    public static Command Create()
    {
        var command = new Command(Name, "Serve budget notifications: stop the pipeline when the cost has reached the budget, once a period (a service; see budget-stop --help).")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, _) => BudgetStopService.RunAsync([.. parsed.UnmatchedTokens]));
        return command;
    }
}
