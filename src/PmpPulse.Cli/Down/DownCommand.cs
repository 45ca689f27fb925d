using System.CommandLine;
using PmpPulse.Cli.Running;
using PmpPulse.Operations;
using PmpPulse.Operations.Engines;
using Spectre.Console;

namespace PmpPulse.Cli.Down;

/// <summary><c>pmpctl down</c>: stops everything that polls, curates or is billed by the hour.</summary>
internal static class DownCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var drain = new Option<bool>("--drain")
        {
            Description = "Let a Dataflow job finish what it has read, which takes minutes, instead of cancelling it; either way what it had read is delivered again.",
        };
        var command = new CommandRunner(connection).Create(
            "down",
            """
            Stop everything that polls, curates or is billed by the hour: pause the schedules, stop pushing to curation, set the worker pool
            to 0 instances, cancel Dataflow jobs. Each step is tried even if others failed. No message is lost: what is not
            curated waits in its subscription (7 days). It says what still costs money.

            Examples:
              pmpctl down
              pmpctl down --target gcp --project my-project

            Exit codes: 0 all is stopped; 1 a step failed, the output says which and why; 2 wrong usage, or no credentials; 3 nothing was
            stopped: nothing answers, or it refused.
            """,
            (context, cancellationToken) => StopAsync(context, context.Parsed.GetValue(drain), cancellationToken),
            CliJson.Default.DownReport,
            Write,
            report => ExitCodes.Of(report.Steps));
        command.Options.Add(drain);
        return command;
    }

    private static async Task<DownReport> StopAsync(CommandContext context, bool drain, CancellationToken cancellationToken)
    {
        var stopper = new PipelineStopper(context.Clients, context.Feeds, context.Target, context.Dataflow?.Jobs, context.Clock);
        var steps = await stopper.StopAsync(drain, context.Progress, cancellationToken);
        var costs = context.Target == Target.Gcp ? await StandingCosts.ReadAsync(context.Clients, context.Clock, cancellationToken) : [];
        return new DownReport(steps, costs);
    }

    private static void Write(IAnsiConsole console, DownReport report)
    {
        console.Steps(report.Steps);

        if (report.Failed)
        {
            console.Line($"Not stopped: {string.Join("; ", report.Steps.Where(step => step.Failed).Select(step => step.Step))}. Fix what failed and run this again, or do it by hand: docs/07-demo-control.md.");
        }

        if (report.StillCosts.Count > 0)
        {
            console.Line($"What still costs money:");
            foreach (var line in report.StillCosts)
            {
                console.Line($"  {line}");
            }
        }
    }
}
