using System.CommandLine;

namespace PmpPulse.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Scenarios">The scenarios to run.</param>
/// <param name="Rounds">Rounds that count.</param>
/// <param name="RoundTime">How long each contestant works in a round.</param>
/// <param name="Output">Path of the JSON report.</param>
/// <param name="IsStrict">Whether a target that is not met is an error.</param>
internal sealed record BenchOptions(IReadOnlyList<Scenario> Scenarios, int Rounds, TimeSpan RoundTime, string Output, bool IsStrict)
{
    /// <summary>The command; <paramref name="run"/> returns the exit code.</summary>
    public static RootCommand Command(Func<BenchOptions, CancellationToken, Task<int>> run)
    {
        var names = string.Join(Environment.NewLine, Benchmarks.Scenarios.All.Select(scenario => $"  {scenario.Name,-18} {scenario.Description}"));
        var scenarios = new Argument<string[]>("scenario") { Description = "Scenarios to run; all but soak if none is named.", Arity = ArgumentArity.ZeroOrMore };
        var rounds = new Option<int>("--rounds") { Description = "How often each contestant runs. Figures are medians.", DefaultValueFactory = _ => 7 };
        var seconds = new Option<double>("--seconds") { Description = "How long a contestant works in one round.", DefaultValueFactory = _ => 1 };
        var output = new Option<string>("--output") { Description = "The report as JSON.", DefaultValueFactory = _ => Path.Combine("artifacts", "bench.json") };
        var strict = new Option<bool>("--strict") { Description = "Exit with 1 if a target is not met, or can't be checked." };
        scenarios.AcceptOnlyFromAmong([.. Benchmarks.Scenarios.All.Select(scenario => scenario.Name)]);
        rounds.Validators.Add(result => { if (result.GetValueOrDefault<int>() < 1) result.AddError("--rounds is a number from 1."); });
        seconds.Validators.Add(result => { if (result.GetValueOrDefault<double>() is not (> 0 and <= 3600)) result.AddError("--seconds is a number above 0."); });

        var command = new RootCommand($"""
            Measures Paris Mobility Pulse against named peers in the same run, prints one table and writes it as JSON.
            Read the ratios: figures depend on the machine.

            Scenarios:
            {names}

            Examples:
              make bench                                  all scenarios
              make bench SCENARIO=curation                one of them
              make bench SCENARIO=curation BENCH_ARGS='--rounds 3 --seconds 0.5'

            Exit codes: 0 measured; 1 a target not met (--strict) or a scenario that failed; 2 wrong arguments; 130 interrupted.
            """) { scenarios, rounds, seconds, output, strict };
        command.SetAction((parsed, cancellationToken) => run(
            new BenchOptions(
                parsed.GetValue(scenarios) is { Length: > 0 } named ? [.. named.Select(name => Benchmarks.Scenarios.Find(name)!)] : [.. Benchmarks.Scenarios.All.Where(scenario => !scenario.IsLong)],
                parsed.GetValue(rounds),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                parsed.GetValue(output)!,
                parsed.GetValue(strict)),
            cancellationToken));
        return command;
    }
}
