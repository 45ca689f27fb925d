using System.CommandLine;
using System.CommandLine.Invocation;
using PmpPulse.Cli;
using PmpPulse.Cli.BudgetStop;

// a service ends by SIGTERM as services do, within eight seconds; the command line would end it after two
if (args is [BudgetStopCommand.Name, .. var settings]) return await BudgetStopService.RunAsync(settings);

var command = CommandTree.Build().Parse(args);
var exitCode = await command.InvokeAsync(new InvocationConfiguration
{
    // the help that comes with a wrong usage is no result: who reads JSON from standard output gets none of it
    Output = command.Action is ParseErrorAction ? Console.Error : Console.Out,
    // what Cloud Run gives a job to finish what it has begun
    ProcessTerminationTimeout = TimeSpan.FromSeconds(9),
});
return command.Errors.Count > 0 ? ExitCodes.Misused : exitCode;
