using Microsoft.Extensions.Configuration;
using PmpPulse.Fuzzing;
using PmpPulse.Fuzzing.Campaign;
using PmpPulse.Fuzzing.Engine;
using PmpPulse.Fuzzing.Targets;

CoverageMap.Install();
var options = new ConfigurationBuilder().AddCommandLine(args).Build().Get<FuzzOptions>() ?? new FuzzOptions();
if (options.Seconds < 1 || options.Parallel < 1 || options.MaxFindings < 1)
{
    Console.Error.WriteLine("--Seconds, --Parallel and --MaxFindings are numbers from 1.");
    return 2;
}

if (options.Target.Length > 0 && FuzzTargets.Find(options.Target) is null)
{
    Console.Error.WriteLine($"No target is called '{options.Target}'; there are: {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}.");
    return 2;
}

if (options.Seed == 0) options = options with { Seed = Random.Shared.Next(1, int.MaxValue) };
return options.Child ? ChildRun.Run(options) : await FuzzCampaign.RunAsync(options);
