using System.CommandLine.Parsing;

namespace PmpPulse.Cli.Running;

/// <summary>The fault of an option, with its value, which may come from the environment and is treated as foreign.</summary>
internal static class ParseFaults
{
    public static void AddFault(this SymbolResult result, TerminalLine fault)
    {
#pragma warning disable RS0030 // the one place
        result.AddError(fault.ToString());
#pragma warning restore RS0030
    }
}
