using PmpPulse.Cli;

return await CommandTree.Build().Parse(args).InvokeAsync();
