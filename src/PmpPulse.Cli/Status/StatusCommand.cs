using System.CommandLine;
using System.Globalization;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud;
using Spectre.Console;

namespace PmpPulse.Cli.Status;

/// <summary><c>pmpctl status</c>: schedulers, freshness, rows, dead letters.</summary>
internal static class StatusCommand
{
    // exports and replays write a message more than once
    private const string PushIdentity = "COALESCE(JSON_VALUE(attributes, '$.original_message_id'), message_id)";

    private static readonly string Sql = $"""
        SELECT
          (SELECT MAX(event_ts) FROM pmp_marts.velib_latest_state) AS last_event,
          (SELECT MAX(ingest_ts) FROM pmp_marts.velib_latest_state) AS last_poll,
          (SELECT COUNT(*) FROM {ResourceNames.Tables.StatusRaw}) AS raw_rows,
          (SELECT COUNT(*) FROM {ResourceNames.Tables.StationStatus}) AS curated_rows,
          (SELECT COUNT(*) FROM {ResourceNames.Tables.StationInformation}) AS information_rows,
          (SELECT COUNT(*) FROM pmp_marts.velib_latest_state) AS stations,
          (SELECT COUNT(*) FROM (SELECT DISTINCT message_id, stage, station_id FROM {ResourceNames.Tables.CuratedDeadLetters})) AS curated_dead_letters,
          (SELECT COUNT(DISTINCT {PushIdentity}) FROM {ResourceNames.Tables.StatusPushDeadLetters}) AS status_push_dead_letters,
          (SELECT COUNT(DISTINCT {PushIdentity}) FROM {ResourceNames.Tables.StationInfoPushDeadLetters}) AS station_info_push_dead_letters
        """;

    public static Command Create(ConnectionOptions connection) => new CommandRunner(connection).Create(
        "status",
        "Schedulers, last poll, freshness, rows and dead letters.",
        (clients, _, cancellationToken) => ReadAsync(clients, TimeProvider.System, cancellationToken),
        CliJson.Default.SystemStatus,
        Write,
        _ => ExitCodes.Succeeded);

    private static async Task<SystemStatus> ReadAsync(GoogleCloudClients clients, TimeProvider clock, CancellationToken cancellationToken)
    {
        var jobs = new List<JobStatus>();
        await foreach (var job in clients.Scheduler.ListAsync(cancellationToken))
        {
            jobs.Add(new JobStatus(
                job.Name!.Split('/')[^1],
                job.State ?? "unknown",
                job.Schedule ?? string.Empty,
                job.LastAttemptTime,
                job.Status is { Code: not 0 } status ? status.Message ?? $"code {status.Code}" : null));
        }

        var row = (await (await clients.BigQuery.QueryAsync(Sql, cancellationToken)).ReadAllAsync(cancellationToken))[0];
        var lastPoll = row.GetTimestampOrNull("last_poll");
        return new SystemStatus
        {
            Schedulers = jobs,
            LastEvent = row.GetTimestampOrNull("last_event"),
            LastPoll = lastPoll,
            FreshnessS = lastPoll is null ? null : Math.Round((clock.GetUtcNow() - lastPoll.Value).TotalSeconds, 1),
            RawRows = row.GetInt64("raw_rows"),
            CuratedRows = row.GetInt64("curated_rows"),
            InformationRows = row.GetInt64("information_rows"),
            Stations = row.GetInt64("stations"),
            CuratedDeadLetters = row.GetInt64("curated_dead_letters"),
            StatusPushDeadLetters = row.GetInt64("status_push_dead_letters"),
            StationInfoPushDeadLetters = row.GetInt64("station_info_push_dead_letters"),
        };
    }

    private static void Write(IAnsiConsole console, SystemStatus status)
    {
        var jobs = new Table().Border(TableBorder.Rounded).AddColumns("Scheduler job", "State", "Schedule", "Last attempt (UTC)", "Went");
        foreach (var job in status.Schedulers)
        {
            jobs.AddRow(
                job.Name.EscapeMarkup(), job.State.EscapeMarkup(), job.Schedule.EscapeMarkup(), Time(job.LastAttempt),
                job.Failure is null ? job.LastAttempt is null ? "–" : "well" : $"[red]{job.Failure.EscapeMarkup()}[/]");
        }

        console.Write(jobs);
        var figures = new Table().Border(TableBorder.Rounded).AddColumn("Figure").AddColumn(new TableColumn("Value").RightAligned());
        void Row(string figure, string value) => figures.AddRow(figure, value);
        void Count(string figure, long value) => Row(figure, value.ToString("N0", CultureInfo.InvariantCulture));

        Row("newest snapshot, published (UTC)", Time(status.LastEvent));
        Row("newest snapshot, collected (UTC)", Time(status.LastPoll));
        Row("freshness", status.FreshnessS is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{status.FreshnessS:0.0} s"));
        Count("stations in velib_latest_state", status.Stations);
        Count("raw rows", status.RawRows);
        Count("curated rows", status.CuratedRows);
        Count("information rows", status.InformationRows);
        Count("dead letters of curation", status.CuratedDeadLetters);
        Count("dead letters of the raw path", status.StatusPushDeadLetters);
        Count("dead letters of station information", status.StationInfoPushDeadLetters);
        console.Write(figures);
    }

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "–";
}
