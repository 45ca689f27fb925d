using PmpPulse.Dashboard;
using PmpPulse.ServiceDefaults.Hosting;

return await ServiceProgram.RunAsync(DashboardService.Description, args, arguments => DashboardService.Build(arguments));
