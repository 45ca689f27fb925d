using PmpPulse.Curation;
using PmpPulse.ServiceDefaults;

return await ServiceProgram.RunAsync(CurationService.Description, args, arguments => CurationService.Build(arguments));
