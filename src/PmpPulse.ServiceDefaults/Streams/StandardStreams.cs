using PmpPulse.Contracts.Text;

namespace PmpPulse.ServiceDefaults.Streams;

/// <summary>This process's standard output and error, sanitized so that foreign text can't control a terminal.</summary>
public static class StandardStreams
{
#pragma warning disable RS0030 // the one place that may touch them: everything else writes through these
    public static TerminalWriter Output { get; } = new(Console.Out);

    public static TerminalWriter Error { get; } = new(Console.Error);
#pragma warning restore RS0030
}
