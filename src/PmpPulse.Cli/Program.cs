using PmpPulse.Cli;
using PmpPulse.ServiceDefaults.Streams;

return await PmpctlProgram.RunAsync(args, StandardStreams.Output, StandardStreams.Error);
