using System.CommandLine;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.Scheduler;
using Spectre.Console;

namespace PmpPulse.Cli.Collect;

/// <summary><c>pmpctl collect</c>: polls both feeds now, through Scheduler, and waits for how it went.</summary>
internal static class CollectCommand
{
    public static Command Create(ConnectionOptions connection) => new CommandRunner(connection).Create(
        "collect",
        """
        Poll both feeds now, whether the schedules are paused or not, and say how it went.

        Example:
          pmpctl collect

        Exit codes: 0 both went well; 1 one failed, the output says why; 2 wrong usage, or no credentials; 3 nothing answers or
        it refused.
        """,
        (context, cancellationToken) => CollectAsync(context.Clients.Scheduler, context.Progress, context.Clock, cancellationToken),
        CliJson.Default.IReadOnlyListPollOutcome,
        Write,
        outcomes => outcomes.All(outcome => outcome.Failure is null) ? ExitCodes.Succeeded : ExitCodes.Found);

    private static async Task<IReadOnlyList<PollOutcome>> CollectAsync(
        SchedulerClient scheduler, IProgress<string> progress, TimeProvider clock, CancellationToken cancellationToken)
    {
        var outcomes = new List<PollOutcome>();
        foreach (var job in ResourceNames.SchedulerJobs.Polls)
        {
            progress.Report($"running {job}");
            outcomes.Add(new PollOutcome(job, await Poll.RunAsync(scheduler, job, clock, cancellationToken)));
        }

        return outcomes;
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<PollOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.Failure is null) console.Line($"[green]collected[/] {outcome.Job}");
            else console.Line($"[red]failed[/]    {outcome.Job}: {outcome.Failure}");
        }
    }
}
