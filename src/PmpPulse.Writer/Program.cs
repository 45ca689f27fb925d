using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Writer;

return await ServiceProgram.RunAsync(WriterService.Description, args, arguments => WriterService.Build(arguments));
