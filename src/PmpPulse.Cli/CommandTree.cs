using System.CommandLine;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.BudgetStop;
using PmpPulse.Cli.Collect;
using PmpPulse.Cli.Cost;
using PmpPulse.Cli.Dlq;
using PmpPulse.Cli.Down;
using PmpPulse.Cli.Replay;
using PmpPulse.Cli.Status;
using PmpPulse.Cli.Verify;

namespace PmpPulse.Cli;

/// <summary>The commands and the options they share.</summary>
internal static class CommandTree
{
    /// <param name="environment">The process's environment variables where null.</param>
    public static RootCommand Build(IConfiguration? environment = null)
    {
        var connection = new ConnectionOptions(environment);
        var root = new RootCommand(
            """
            Operates Paris Mobility Pulse on this machine: the system that `make up` runs.

            Examples:
              pmpctl status
              pmpctl collect
              pmpctl verify --output json

            Exit codes: 0 well; 1 a rule is broken or a poll failed; 2 wrong usage; 3 nothing answers or it refused.
            """);
        connection.AddTo(root);
        root.Subcommands.Add(DownCommand.Create(connection));
        root.Subcommands.Add(StatusCommand.Create(connection));
        root.Subcommands.Add(CollectCommand.Create(connection));
        root.Subcommands.Add(DlqCommand.Create(connection));
        root.Subcommands.Add(ReplayCommand.Create(connection));
        root.Subcommands.Add(VerifyCommand.Create(connection));
        root.Subcommands.Add(CostCommand.Create(connection));
        root.Subcommands.Add(BudgetStopCommand.Create());
        return root;
    }
}
