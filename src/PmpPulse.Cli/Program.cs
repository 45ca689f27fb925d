using PmpPulse.Cli;
using PmpPulse.Cli.BudgetStop;
using PmpPulse.ServiceDefaults;

// a service ends by SIGTERM as services do, within eight seconds; the command line would end it after two
return args is [BudgetStopCommand.Name, .. var settings]
    ? await BudgetStopService.RunAsync(settings)
    : await PmpctlProgram.RunAsync(args, StandardStreams.Output, StandardStreams.Error);
