using PmpPulse.BudgetStop;
using PmpPulse.ServiceDefaults;

return await ServiceProgram.RunAsync(BudgetStopService.Description, args, arguments => BudgetStopService.Build(arguments));
