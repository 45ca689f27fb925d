using System.CommandLine;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Reset;

/// <summary><c>pmpctl reset</c>: deletes the collected data, after confirmation.</summary>
internal static class ResetCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var yes = new Option<bool>("--yes", "-y") { Description = "Don't ask (this machine only)." };
        var confirm = new Option<string?>("--confirm") { Description = "The project's id, instead of typing it (Google Cloud only).", HelpName = "project-id" };
        var command = new CommandRunner(connection).Create(
            "reset",
            """
            Delete what was collected, after listing it and asking.

            On this machine: the files that the system wrote into its data directory, all history and messages; anything else there
            stays, and is listed. Refused while the system runs, and in a folder that is not yours.
            On Google Cloud: every row of the tables below pmp_raw, pmp_curated and pmp_ops; tables, views, messages and services stay. It is
            refused while anything polls or curates (`pmpctl down` first), and asks for the project's id.

            Examples:
              pmpctl reset
              pmpctl reset --data-dir /srv/pulse --yes --output json
              pmpctl reset --target gcp --project my-project

            Exit codes: 0 done; 1 a table could not be emptied; 2 wrong usage, refused, or not confirmed; 3 nothing answers or it refused.
            """,
            async (context, cancellationToken) =>
            {
                var inJson = connection.Output(context.Parsed) == OutputFormat.Json;
                return context.Target == Target.Gcp
                    ? await new CloudReset(context, inJson).RunAsync(context.Parsed.GetValue(confirm), cancellationToken)
                    : LocalReset.Write(context, LocalReset.Run(context, context.Parsed.GetValue(yes), inJson), inJson);
            },
            failsInJson: true);
        command.Options.Add(yes);
        command.Options.Add(confirm);
        return command;
    }
}
