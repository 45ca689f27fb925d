using PmpPulse.Collector;
using PmpPulse.ServiceDefaults.Hosting;

return await ServiceProgram.RunAsync(CollectorService.Description, args, arguments => CollectorService.Build(arguments));
