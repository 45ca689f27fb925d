using System.CommandLine;
using PmpPulse.Cli.Dlq.Drill;

namespace PmpPulse.Cli.Dlq;

/// <summary><c>pmpctl dlq</c>: what was given up, and whether giving up works.</summary>
internal static class DlqCommand
{
    public static Command Create(ConnectionOptions connection) => new("dlq", "What was given up, and a drill of it.")
    {
        ListCommand.Create(connection),
        DrillCommand.Create(connection),
    };
}
