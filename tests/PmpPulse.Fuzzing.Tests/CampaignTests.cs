using System.Diagnostics;
using System.Text;
using PmpPulse.Fuzzing.Targets;
using PmpPulse.Testing;

namespace PmpPulse.Fuzzing.Tests;

/// <summary>The fuzzer finds faults that only coverage guidance reaches, minimizes them, and stops by itself.</summary>
[Trait("Category", "Slow")]
public sealed class CampaignTests
{
    [Fact]
    public async Task Run_PlantedFaults_FindsBothAndEnds()
    {
        using var output = new TemporaryDirectory();
        var (exitCode, text) = await RunAsync($"--Target={PlantedTarget.TargetName}", "--Seconds=120", "--Seed=1", "--MaxFindings=2", $"--Output={output.Path}");
        exitCode.Should().Be(1, text);
        var findings = Directory.GetFiles(Path.Combine(output.Path, PlantedTarget.TargetName, "findings")).Where(file => !file.EndsWith(".txt", StringComparison.Ordinal));
        findings.Select(File.ReadAllText).Should().BeEquivalentTo("fUz!", "fUz?");
        text.Should().Contain("2 findings").And.Contain("SEED=1");
    }

    [Fact]
    public async Task Run_UnknownTarget_ListsTheKnownOnes()
    {
        var (exitCode, text) = await RunAsync("--Target=nothing");
        exitCode.Should().Be(2);
        text.Should().Contain("'nothing'").And.Contain("push-delivery");
    }

    private static async Task<(int ExitCode, string Text)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(PlantedTarget).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = new Process { StartInfo = start };
        var text = new StringBuilder();
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        return (process.ExitCode, text.ToString());

        void Add(string? line)
        {
            lock (text) text.AppendLine(line);
        }
    }
}
