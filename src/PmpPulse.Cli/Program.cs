using System.CommandLine;
using PmpPulse.Cli;

var command = CommandTree.Build().Parse(args);
var exitCode = await command.InvokeAsync(new InvocationConfiguration
{
    // what Cloud Run gives a job to finish what it has begun
    ProcessTerminationTimeout = TimeSpan.FromSeconds(9),
});
return command.Errors.Count > 0 ? ExitCodes.Misused : exitCode;
