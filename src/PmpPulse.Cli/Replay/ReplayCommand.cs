using System.CommandLine;

namespace PmpPulse.Cli.Replay;

/// <summary><c>pmpctl replay</c>: publishes dead letters or collected snapshots again.</summary>
internal static class ReplayCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var settings = new ReplaySettings(connection.Environment, connection.Clock);
        var command = new CommandRunner(connection).Create(
            "replay",
            """
            Publish again what was given up: held push dead letters, curation's dead letters, or a time range of the raw table. Nothing is
            done without --dry-run or --replay-enabled.

            Examples:
              pmpctl replay --dry-run
              pmpctl replay --replay-enabled --max-messages 500
              pmpctl replay --source raw --since 2h --replay-enabled

            Exit codes: 0 all went well; 1 a message failed or was left, the output says why; 2 wrong usage, or
            neither switch was given; 3 nothing answers or it refused.
            """,
            (context, cancellationToken) => new Replayer(context.Clients, settings.Read(context.Parsed, context.SystemId, context.Feeds), context.Clock).RunAsync(context.Progress, cancellationToken),
            CliJson.Default.ReplayReport,
            ReplayTable.Write,
            report => report.Succeeded ? ExitCodes.Succeeded : ExitCodes.Found);
        settings.AddTo(command);
        return command;
    }
}
