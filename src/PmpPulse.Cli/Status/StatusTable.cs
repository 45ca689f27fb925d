using System.Globalization;
using PmpPulse.Cli.Cost;
using Spectre.Console;

namespace PmpPulse.Cli.Status;

/// <summary>Writes the status as tables.</summary>
internal static class StatusTable
{
    public static void Write(IAnsiConsole console, SystemStatus status)
    {
        if (status.System is { } system) Write(console, system);
        if (status.Schedulers is { } schedulers) console.Write(Schedulers(schedulers));
        if (status.Backlogs is { Count: > 0 } backlogs) console.Write(Backlogs(backlogs));
        console.Write(Figures(status));
        if (status.Disk is { Full: true } disk) console.Line($"[red]{disk.Sentence}[/]");
        foreach (var problem in status.Problems)
        {
            console.Line($"[red]{(problem.WasRead ? "wrong" : "not read")}[/] {problem.Part}: {problem.Problem}");
        }

        foreach (var note in status.Notes) console.Line($"[yellow]note[/] {note}");

        foreach (var feed in status.Feeds.Where(feed => feed.Engines?.Count > 1))
        {
            console.Line($"[red]Two engines run at once[/] for {feed.Feed}: `pmpctl up --engine …` stops all but one.");
        }
    }

    private static void Write(IAnsiConsole console, WatchedSystem system)
    {
        if (system.Feed is not { } feed)
        {
            console.Line($"[bold]Google Cloud[/], project {system.Project}, system_id {system.SystemId}");
            return;
        }

        var kind = feed switch { "live" => "the live feed", "sim" => "a simulated city: NOT real stations", _ => $"a recording, {feed}" };
        console.Line($"[bold]This machine[/], {kind}, system_id {system.SystemId}, polled every {system.PollS:0.###} s, up for {TimeSpan.FromSeconds(system.UptimeS ?? 0):c}");
        console.Line($"History in {system.Folder}: {(system.DiskBytes ?? 0) / (double)(1L << 20):N1} MiB; {(system.DiskFreeBytes ?? 0) / (double)(1L << 30):N1} GiB are free there");
    }

    private static Table Schedulers(IReadOnlyList<JobStatus> schedulers)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Scheduler job", "State", "Schedule", "Last attempt (UTC)", "Result");
        foreach (var job in schedulers)
        {
            table.Row(
                job.Name, job.State, job.Schedule, Time(job.LastAttempt),
                job.Failure is null ? job.LastAttempt is null ? "–" : "ok" : Cell.Of($"[red]{job.Failure}[/]"));
        }

        return table;
    }

    private static Table Backlogs(IReadOnlyList<Backlog> backlogs)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("Subscription").AddColumn(new TableColumn("Waiting").RightAligned()).AddColumn(new TableColumn("Oldest").RightAligned());
        foreach (var backlog in backlogs)
        {
            table.Row(
                backlog.Subscription, Number(backlog.Messages),
                backlog is { Messages: > 0, OldestS: { } seconds } ? TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture) : "–");
        }

        return table;
    }

    private static Table Figures(SystemStatus status)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Figure").AddColumn(new TableColumn("Value").RightAligned());
        void Row(string figure, Cell value) => table.Row(figure, value);

        Row("curation engine", status.Engines switch { null => "–", [] => "none: nothing is curated", var engines => string.Join(" and ", engines) });
        Row("stations in gbfs_latest_state", Number(status.Stations));
        foreach (var feed in status.Feeds)
        {
            Row($"{feed.Feed}: newest snapshot, published (UTC)", Time(feed.LastEvent));
            Row($"{feed.Feed}: newest snapshot, collected (UTC)", Time(feed.LastPoll));
            Row($"{feed.Feed}: freshness", feed.FreshnessS is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{feed.FreshnessS:0.0} s"));
            Row($"{feed.Feed}: rows written", Number(feed.WrittenRows));
            if (feed.IsCurated) Row($"{feed.Feed}: rows curated", Number(feed.CuratedRows));
            Row($"{feed.Feed}: dead letters of the writer", Number(feed.PushDeadLetters));
            if (feed.IsCurated) Row($"{feed.Feed}: dead letters of curation", Number(feed.CurationDeadLetters));
        }

        Row("dead letters made by drills, on purpose", Number(status.DrillDeadLetters));
        Row("cost of a month", Cost(status.Cost));
        return table;
    }

    private static Cell Cost(RunningCost? cost) => cost switch
    {
        null => "–",
        { MonthUsd: 0 } => $"nothing: {cost.Basis}",
        _ => Cell.Of($"${cost.MonthUsd:#,0.00}; of it ${cost.SoFarUsd:#,0.00} so far, if it has run like this since the 1st\n({cost.Basis})"),
    };

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "–";
}
