using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Reporting;
using Spectre.Console;

namespace PmpPulse.Benchmarks;

/// <summary>Runs scenarios one after another. One that fails costs its own figures and the exit code, not those of the others.</summary>
internal static class BenchRun
{
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var progress = new BenchProgress(Console.Error);
        var figures = new List<BenchFigure>();
        var failed = false;
        foreach (var scenario in options.Scenarios)
        {
            progress.Begin(scenario.Name, scenario.Description);
            var folder = Directory.CreateTempSubdirectory($"pmp-bench-{scenario.Name}-").FullName;
            try
            {
                figures.AddRange(await scenario.RunAsync(new BenchContext(options.Rounds, options.RoundTime, folder, progress), cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                progress.Report("stopped; nothing is written");
                return Interrupted;
            }
#pragma warning disable CA1031 // whatever a scenario throws, the others are still measured
            catch (Exception exception)
#pragma warning restore CA1031
            {
                progress.Report($"failed: {exception}");
                figures.Add(BenchFigure.Failed(scenario.Name, $"{exception.GetType().Name}: {exception.Message}"));
                failed = true;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        BenchReport.Write(figures, Console.IsOutputRedirected ? Wide() : AnsiConsole.Console);
        BenchReport.Save(figures, options.Output);
        Console.Error.WriteLine($"Written to {options.Output}");
        return failed || (options.IsStrict && figures.Any(figure => figure is { Target: not null, Met: not true })) ? 1 : 0;
    }

    // a file or pipe has no width; a table that is broken at 80 columns can't be searched
    private static IAnsiConsole Wide()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = 200;
        return console;
    }
}
