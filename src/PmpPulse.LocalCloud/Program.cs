using PmpPulse.LocalCloud;
using PmpPulse.ServiceDefaults;

return await ServiceProgram.RunAsync(LocalCloudService.Description, args, arguments => LocalCloudService.Build(arguments));
