using System.CommandLine;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Areas;
using PmpPulse.Cli.Collect;
using PmpPulse.Cli.Completion;
using PmpPulse.Cli.Cost;
using PmpPulse.Cli.Dlq;
using PmpPulse.Cli.Doctor;
using PmpPulse.Cli.Down;
using PmpPulse.Cli.Export;
using PmpPulse.Cli.Import;
using PmpPulse.Cli.Logs;
using PmpPulse.Cli.Marts;
using PmpPulse.Cli.Query;
using PmpPulse.Cli.Replay;
using PmpPulse.Cli.Reset;
using PmpPulse.Cli.Running;
using PmpPulse.Cli.Status;
using PmpPulse.Cli.Up;
using PmpPulse.Cli.Verify;

namespace PmpPulse.Cli;

/// <summary>The commands and the options they share.</summary>
internal static class CommandTree
{
    /// <param name="environment">The process's environment variables where null.</param>
    /// <param name="clock">The system's where null.</param>
    public static RootCommand Build(IConfiguration? environment = null, TimeProvider? clock = null)
    {
        var connection = new ConnectionOptions(environment, clock);
        var root = new RootCommand(
            """
            Operates Paris Mobility Pulse: the system that `make up` runs on this machine, or the one of a Google Cloud project.

            Examples:
              pmpctl up
              pmpctl status
              pmpctl status --target gcp --project my-project --output json
              pmpctl down

            Exit codes of all commands: 0 success; 1 done, and something is not as it should be (the output says what); 2 wrong usage, or a
            setting or the credentials are missing; 3 nothing answers or it refused; 130 stopped by Ctrl-C.
            """);
        connection.AddTo(root);
        root.Subcommands.Add(UpCommand.Create(connection));
        root.Subcommands.Add(DownCommand.Create(connection));
        root.Subcommands.Add(StatusCommand.Create(connection));
        root.Subcommands.Add(CollectCommand.Create(connection));
        root.Subcommands.Add(DlqCommand.Create(connection));
        root.Subcommands.Add(ReplayCommand.Create(connection));
        root.Subcommands.Add(ImportCommand.Create(connection));
        root.Subcommands.Add(VerifyCommand.Create(connection));
        root.Subcommands.Add(QueryCommand.Create(connection));
        root.Subcommands.Add(ExportCommand.Create(connection));
        root.Subcommands.Add(CostCommand.Create(connection));
        root.Subcommands.Add(MartsCommand.Create(connection));
        root.Subcommands.Add(AreasCommand.Create(connection));
        root.Subcommands.Add(LogsCommand.Create(connection));
        root.Subcommands.Add(DoctorCommand.Create(connection));
        root.Subcommands.Add(ResetCommand.Create(connection));
        root.Subcommands.Add(CompletionCommand.Create());
        DetailedHelp.AddTo(root);
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        return root;
    }
}
