using PmpPulse.LocalCloud;
using PmpPulse.ServiceDefaults.Hosting;

return await ServiceProgram.RunAsync(LocalCloudService.Description, args, arguments => LocalCloudService.Build(arguments));
