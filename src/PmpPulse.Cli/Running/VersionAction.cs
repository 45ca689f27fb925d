using System.CommandLine;
using System.CommandLine.Invocation;
using PmpPulse.ServiceDefaults.Telemetry;

namespace PmpPulse.Cli.Running;

/// <summary><c>pmpctl --version</c>: the version that every program of this build shows.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.Line($"{ProductVersion.Text}");
        return ExitCodes.Succeeded;
    }
}
