using Microsoft.Extensions.Configuration;
using PmpPulse.Contracts.Text;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>Runs pmpctl in this process.</summary>
internal static class Pmpctl
{
    public static Task<PmpctlRun> RunAsync(IConfiguration environment, params string[] args) => RunAsync(environment, null, args);

    public static async Task<PmpctlRun> RunAsync(IConfiguration environment, TimeProvider? clock, params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exitCode = await PmpctlProgram.RunAsync(args, new TerminalWriter(output), new TerminalWriter(error), environment, clock, TestContext.Current.CancellationToken);
        return new PmpctlRun(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>The result of a run.</summary>
internal sealed record PmpctlRun(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON.</summary>
    public System.Text.Json.Nodes.JsonNode Json => System.Text.Json.Nodes.JsonNode.Parse(Output)!;
}
