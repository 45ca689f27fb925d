using System.CommandLine;
using PmpPulse.Cli.Running;
using Spectre.Console;

namespace PmpPulse.Cli.Collect;

/// <summary><c>pmpctl collect</c>: polls every feed now, through Scheduler, and waits for the outcome.</summary>
internal static class CollectCommand
{
    public static Command Create(ConnectionOptions connection) => new CommandRunner(connection).Create(
        "collect",
        """
        Poll every feed now, whether the schedules are paused or not, and say how it went.

        Example:
          pmpctl collect

        Exit codes: 0 all went well; 1 one failed, the output says why; 2 wrong usage, or no credentials; 3 nothing answers or
        it refused.
        """,
        CollectAsync,
        CliJson.Default.IReadOnlyListPollOutcome,
        Write,
        outcomes => outcomes.All(outcome => outcome.Failure is null) ? ExitCodes.Succeeded : ExitCodes.Found);

    private static async Task<IReadOnlyList<PollOutcome>> CollectAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var outcomes = new List<PollOutcome>();
        foreach (var feed in context.Feeds)
        {
            var job = feed.Schedule.Job;
            if (context.Endpoints?.DoesNotServe(feed) == true)
            {
                context.Progress.Report($"the recording holds no {feed.Kind}: {job} has nothing to poll");
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
