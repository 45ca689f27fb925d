using PmpPulse.Collector;
using PmpPulse.ServiceDefaults;

return await ServiceProgram.RunAsync(CollectorService.Description, args, arguments => CollectorService.Build(arguments));
