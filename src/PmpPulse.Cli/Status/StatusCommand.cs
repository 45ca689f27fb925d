using System.CommandLine;
using PmpPulse.Cli.Running;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Status;

/// <summary><c>pmpctl status</c>: schedulers, engine, backlog, freshness, rows, dead letters, cost.</summary>
internal static class StatusCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        return new CommandRunner(connection).Create(
            "status",
            """
            Show which system this is, its schedulers, engine, backlog, last poll, freshness, rows, dead letters and cost. A part that can't be read is reported and hides nothing else. A failed poll is shown with the feed's own reason, and so is a feed that has stopped changing.

            Examples:
              pmpctl status
              pmpctl status --output json | jq '.feeds[] | {feed, freshness_s}'
              pmpctl status --data-dir /srv/pulse

            Exit codes: 0 all was read; 1 a part could not be read or is not as it should be; 2 wrong usage, or no credentials;
            3 nothing could be read.
            """,
            ReadAsync,
            CliJson.Default.SystemStatus,
            StatusTable.Write,
            status => status.Problems.Count > 0 || status.Disk is { Full: true } || status.Feeds.Any(feed => feed.Engines?.Count > 1) ? ExitCodes.Found : ExitCodes.Succeeded);
    }

    private static async Task<SystemStatus> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var reader = new StatusReader(context);
        var status = await reader.ReadAsync(cancellationToken);
        if (status.Problems.Count(problem => !problem.WasRead) < reader.Parts) return status;
        var first = status.Problems[0].Problem;
        throw status.Problems.All(problem => problem.IsMisuse) ? new MisuseException(first) : new UnavailableException(first);
    }
}
