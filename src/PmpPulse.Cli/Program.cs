using PmpPulse.Cli;

var command = CommandTree.Build().Parse(args);
var exitCode = await command.InvokeAsync();
return command.Errors.Count > 0 ? ExitCodes.Misused : exitCode;
