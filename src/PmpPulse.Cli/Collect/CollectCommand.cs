using System.CommandLine;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.Scheduler;
using Spectre.Console;

namespace PmpPulse.Cli.Collect;

/// <summary><c>pmpctl collect</c>: polls both feeds now, through Scheduler, and waits for how it went.</summary>
internal static class CollectCommand
{
    private static readonly string[] Jobs = [ResourceNames.SchedulerJobs.StatusPoll, ResourceNames.SchedulerJobs.StationInfoDaily];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    public static Command Create(ConnectionOptions connection) => new CommandRunner(connection).Create(
        "collect",
        "Poll both feeds now and say how it went.",
        (clients, progress, cancellationToken) => CollectAsync(clients.Scheduler, progress, TimeProvider.System, cancellationToken),
        CliJson.Default.IReadOnlyListPollOutcome,
        Write,
        outcomes => outcomes.All(outcome => outcome.Failure is null) ? ExitCodes.Succeeded : ExitCodes.Found);

    private static async Task<IReadOnlyList<PollOutcome>> CollectAsync(
        SchedulerClient scheduler, IProgress<string> progress, TimeProvider clock, CancellationToken cancellationToken)
    {
        var outcomes = new List<PollOutcome>();
        foreach (var job in Jobs)
        {
            progress.Report($"running {job}");
            outcomes.Add(new PollOutcome(job, await PollAsync(scheduler, job, clock, cancellationToken)));
        }

        return outcomes;
    }

    private static async Task<string?> PollAsync(SchedulerClient scheduler, string job, TimeProvider clock, CancellationToken cancellationToken)
    {
        var before = await scheduler.FindAsync(job, cancellationToken);
        if (before is null)
        {
            return "there is no such job";
        }

        await scheduler.RunAsync(job, cancellationToken);
        var asked = clock.GetTimestamp();
        while (clock.GetElapsedTime(asked) < Patience)
        {
            var now = await scheduler.FindAsync(job, cancellationToken);
            if (now?.LastAttemptTime is not null && now.LastAttemptTime != before.LastAttemptTime)
            {
                return now.Status is { Code: not 0 } status ? status.Message ?? $"code {status.Code}" : null;
            }

            await Task.Delay(Glance, clock, cancellationToken);
        }

        return $"no outcome within {Patience.TotalSeconds:0} s";
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<PollOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            console.MarkupLine(outcome.Failure is null
                ? $"[green]collected[/] {outcome.Job.EscapeMarkup()}"
                : $"[red]failed[/]    {outcome.Job.EscapeMarkup()}: {outcome.Failure.EscapeMarkup()}");
        }
    }
}
