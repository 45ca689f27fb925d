using PmpPulse.Cli;
using PmpPulse.ServiceDefaults;

return await PmpctlProgram.RunAsync(args, StandardStreams.Output, StandardStreams.Error);
