using System.CommandLine;

namespace PmpPulse.Cli.Import;

/// <summary><c>pmpctl import</c>: brings recorded feeds through the pipeline.</summary>
internal static class ImportCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var folder = new Argument<string>("path") { Description = "Folder of recorded files; its subfolders count." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only report what would be published." };
        var command = new CommandRunner(connection).Create(
            "import",
            """
            Bring recorded feeds through the pipeline: every file under a folder whose name contains a feed's (station_status,
            station_information) and ends in .json or .json.gz, in any order. Each takes its place in the history by its own time of
            publication. What is there already is not published again, so an import that ended early is simply repeated.

            Examples:
              pmpctl import /data/velib-2026-11 --dry-run
              pmpctl import /data/velib-2026-11

            Exit codes: 0 every file is in the tables; 1 some are not, the output says why; 2 wrong usage; 3 nothing answers or it
            refused.
            """,
            (context, cancellationToken) => new Importer(context, context.Parsed.GetRequiredValue(folder), context.Parsed.GetValue(dryRun)).RunAsync(cancellationToken),
            CliJson.Default.ImportReport,
            ImportTable.Write,
            report => report.Succeeded ? ExitCodes.Succeeded : ExitCodes.Found);
        command.Arguments.Add(folder);
        command.Options.Add(dryRun);
        return command;
    }
}
