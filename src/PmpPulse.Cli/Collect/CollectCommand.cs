using System.CommandLine;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts;
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
        CollectAsync,
        CliJson.Default.IReadOnlyListPollOutcome,
        Write,
        outcomes => outcomes.All(outcome => outcome.Failure is null) ? ExitCodes.Succeeded : ExitCodes.Found);

    private static async Task<IReadOnlyList<PollOutcome>> CollectAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var outcomes = new List<PollOutcome>();
        foreach (var job in ResourceNames.SchedulerJobs.Polls)
        {
            if (job == ResourceNames.SchedulerJobs.StationInfoDaily && context.Endpoints is { LacksInformation: true })
            {
                context.Progress.Report("the recording holds no station information: stations stay without names");
                continue;
            }

            context.Progress.Report($"running {job}");
            outcomes.Add(new PollOutcome(job, await Poll.RunAsync(context, job, cancellationToken)));
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
