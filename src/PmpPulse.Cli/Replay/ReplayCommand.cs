using System.CommandLine;

namespace PmpPulse.Cli.Replay;

/// <summary><c>pmpctl replay</c>: publishes dead letters, or what was collected, once more.</summary>
internal static class ReplayCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var clock = TimeProvider.System;
        var settings = new ReplaySettings(connection.Read, clock);
        var command = new CommandRunner(connection).Create(
            "replay",
            "Publish again what was given up: held push dead letters, curation's dead letters, or a time range of the raw table.",
            (context, cancellationToken) => new Replayer(context.Clients, settings.Read(context.Parsed), clock).RunAsync(context.Progress, cancellationToken),
            CliJson.Default.ReplayReport,
            ReplayTable.Write,
            report => report.WentWell ? ExitCodes.Succeeded : ExitCodes.Found);
        settings.AddTo(command);
        return command;
    }
}
