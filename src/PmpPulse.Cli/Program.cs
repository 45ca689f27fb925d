using PmpPulse.Cli;
using PmpPulse.Cli.BudgetStop;

// a service ends by SIGTERM as services do, within eight seconds; the command line would end it after two
if (args is [BudgetStopCommand.Name, .. var settings]) return await BudgetStopService.RunAsync(settings);

var command = CommandTree.Build().Parse(args);
var exitCode = await command.InvokeAsync();
return command.Errors.Count > 0 ? ExitCodes.Misused : exitCode;
