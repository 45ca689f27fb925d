using PmpPulse.FeedSimulator;
using PmpPulse.ServiceDefaults;

return await ServiceProgram.RunAsync(FeedSimulatorService.Description, args, arguments => FeedSimulatorService.Build(arguments));
