using PmpPulse.BudgetStop;
using PmpPulse.ServiceDefaults.Hosting;

return await ServiceProgram.RunAsync(BudgetStopService.Description, args, arguments => BudgetStopService.Build(arguments));
