using System.Diagnostics;
using System.Text.Json;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Scripts;

/// <summary>What a build downloads, and when it has nothing to do.</summary>
[Trait("Category", "Slow")]
public sealed class BuildTests
{
    private static readonly string[] Platforms = ["linux-x64", "linux-arm64", "osx-x64", "osx-arm64", "win-x64"];

    [Fact]
    public async Task BuildScript_AnyInputChanged_BuildsThenAndOnlyThen()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are for Unix shells.");

        var (exitCode, output) = await RunAsync("bash", "scripts/build-test.sh");

        exitCode.Should().Be(0, output);
    }

    [Theory]
    [InlineData("linux-x64", false)]
    [InlineData("win-x64", false)]
    [InlineData("linux-arm64", true)]
    public async Task Restore_OnAnyPlatform_FetchesOnlyItsOwnPacks(string platform, bool readyToRun)
    {
        var (exitCode, output) = await RunAsync(
            "dotnet", "msbuild", "src/PmpPulse.Local", "-t:ProcessFrameworkReferences", "-getItem:PackageDownload", $"-p:RuntimeIdentifier={platform}", $"-p:PublishReadyToRun={readyToRun}");

        exitCode.Should().Be(0, output);
        var packs = JsonDocument.Parse(output).RootElement.GetProperty("Items").GetProperty("PackageDownload").EnumerateArray()
            .Select(pack => pack.GetProperty("Identity").GetString()!).Where(pack => !pack.Contains("Crossgen", StringComparison.Ordinal)).ToList();
        packs.Should().NotContain(pack => Platforms.Any(other => other != platform && pack.EndsWith("." + other, StringComparison.Ordinal)));
        packs.Any(pack => pack.Contains(".Runtime.", StringComparison.Ordinal)).Should().Be(readyToRun, "programs run on the installed runtime, and ReadyToRun compiles against a specific one");
    }

    [Fact]
    public async Task Restore_OnThisMachine_UsesAPlatformFromTheLockFiles()
    {
        var (exitCode, output) = await RunAsync("dotnet", "msbuild", "src/PmpPulse.Local", "-getProperty:RuntimeIdentifier");

        exitCode.Should().Be(0, output);
        Platforms.Should().Contain(output.Trim());
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await error;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
