using PmpPulse.FeedSimulator;
using PmpPulse.ServiceDefaults.Hosting;

return await ServiceProgram.RunAsync(FeedSimulatorService.Description, args, arguments => FeedSimulatorService.Build(arguments));
