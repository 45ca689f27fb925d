using PmpPulse.Curation;
using PmpPulse.ServiceDefaults.Hosting;

return await ServiceProgram.RunAsync(CurationService.Description, args, arguments => CurationService.Build(arguments));
