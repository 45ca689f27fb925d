using System.CommandLine;
using System.CommandLine.Invocation;
using PmpPulse.Benchmarks;

var parsed = BenchOptions.Command(BenchRun.RunAsync).Parse(args);
if (parsed.Action is ParseErrorAction error) error.ShowHelp = false;
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
return parsed.Errors.Count > 0 ? 2 : exitCode;
