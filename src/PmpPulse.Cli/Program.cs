using PmpPulse.Cli;
using PmpPulse.ServiceDefaults.Hosting;

return await PmpctlProgram.RunAsync(args, StandardStreams.Output, StandardStreams.Error);
