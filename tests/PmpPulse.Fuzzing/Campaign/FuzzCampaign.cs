using System.Diagnostics;
using System.Text.Json;
using PmpPulse.Fuzzing.Engine;
using PmpPulse.Fuzzing.Targets;

namespace PmpPulse.Fuzzing.Campaign;

/// <summary>Fuzzes every target for its time, each in its own process, and prints a summary. A crash of the process is a finding.</summary>
internal static class FuzzCampaign
{
    /// <returns>0 if nothing was found, else 1.</returns>
    public static async Task<int> RunAsync(FuzzOptions options)
    {
        var targets = options.Target.Length > 0 ? [FuzzTargets.Find(options.Target)!] : FuzzTargets.All;
        Console.WriteLine($"fuzzing {targets.Count} targets, {options.Seconds} s each, {options.Parallel} at once; seed {options.Seed}");
        var program = Instrumentation.Prepare(options.Output);
        var results = new FuzzResult[targets.Count];
        await Parallel.ForAsync(0, targets.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Parallel }, async (index, cancellationToken) =>
            results[index] = await RunAsync(targets[index], options, program, cancellationToken));

        for (var index = 0; index < targets.Count; index++)
        {
            Console.WriteLine($"{targets[index].Name,-20} {results[index].Executions,12:N0} executions  {results[index].Edges,6:N0} edges  {results[index].Findings} findings");
        }

        var sum = results.Aggregate((one, other) => one + other);
        Console.WriteLine($"fuzz: {sum.Executions:N0} executions, {sum.Findings} findings{(sum.Findings > 0 ? $" in {options.Output}" : "")}; SEED={options.Seed} repeats it");
        return sum.Findings == 0 ? 0 : 1;
    }

    private static async Task<FuzzResult> RunAsync(IFuzzTarget target, FuzzOptions options, string program, CancellationToken cancellationToken)
    {
        var folder = new FuzzFolder(target, options.Output);
        var sum = new FuzzResult(0, 0, 0, 0);
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; ; round++)
        {
            // a dead process reports no figures; the next one continues with other inputs for the remaining time
            var left = options.Seconds - (int)Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (left <= 0 || sum.Findings >= options.MaxFindings) return sum;
            File.Delete(folder.ResultFile);
            var exitCode = await RunChildAsync(program, options with { Target = target.Name, Seconds = left, Seed = options.Seed + round }, cancellationToken);
            if (File.Exists(folder.ResultFile))
            {
                return sum + JsonSerializer.Deserialize<FuzzResult>(await File.ReadAllTextAsync(folder.ResultFile, cancellationToken))!;
            }

            if (HangWatch.Read(folder.LastInput) is not { } input) throw new InvalidOperationException($"The process that fuzzes {target.Name} ended with {exitCode} before it tried an input.");
            var kind = exitCode == HangWatch.ExitCode ? "hang" : "crash";
            Console.WriteLine($"{target.Name,-20} finding: {kind}  ->  {folder.Save(new Finding(kind, $"The process ended with {exitCode}.", input))}");
            sum += new FuzzResult(0, 0, 0, 1);
        }
    }

    private static async Task<int> RunChildAsync(string program, FuzzOptions options, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                program, "--Child=true", $"--Target={options.Target}", $"--Seconds={options.Seconds}", $"--Seed={options.Seed}", $"--Output={options.Output}", $"--MaxFindings={options.MaxFindings}",
            },
        };
        using var process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        return process.ExitCode;
    }
}
