using System.CommandLine;
using PmpPulse.Cli.Dlq.Drill;

namespace PmpPulse.Cli.Dlq;

/// <summary><c>pmpctl dlq</c>: lists dead letters, and drills their paths.</summary>
internal static class DlqCommand
{
    public static Command Create(ConnectionOptions connection) => new("dlq", "List dead letters, or drill their paths.")
    {
        ListCommand.Create(connection),
        DrillCommand.Create(connection),
    };
}
