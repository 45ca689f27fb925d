using System.CommandLine.Invocation;
using Microsoft.Extensions.Configuration;

namespace PmpPulse.Cli;

/// <summary>A run of pmpctl. Everything it writes is sanitized for the terminal, even the text of the command-line library.</summary>
internal static class PmpctlProgram
{
    /// <param name="args">The command line.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="environment">The process's environment variables where null.</param>
    /// <param name="clock">The system's where null.</param>
    /// <param name="cancellationToken">Ends the run as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] args, TerminalWriter output, TerminalWriter error, IConfiguration? environment = null, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        var command = CommandTree.Build(environment, clock).Parse(args);
        var exitCode = await command.InvokeAsync(
            new()
            {
                // the help shown after wrong usage is not a result: it does not go to standard output, where JSON may be read
                Output = command.Action is ParseErrorAction ? error : output,
                Error = error,
                // the time that Cloud Run gives a job to finish
                ProcessTerminationTimeout = TimeSpan.FromSeconds(9),
            },
            cancellationToken);
        return command.Errors.Count > 0 ? ExitCodes.Misused : exitCode;
    }
}
