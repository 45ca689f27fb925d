using System.Text.Json.Nodes;
using PmpPulse.Contracts.Topology;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;

namespace PmpPulse.Local.Tests;

/// <summary>The one-process system and pmpctl as users run them: processes, exit codes, files.</summary>
[Collection(SystemTests.Collection)]
[Trait("Category", "Slow")]
public sealed class ProgramTests
{
    private const string Program = "PmpPulse.Local";
    private const string Pmpctl = "pmpctl";

    private static readonly string[] FreePorts =
    [
        .. new[] { "PUBSUB_PORT", "BIGQUERY_PORT", "SCHEDULER_PORT", "SIMULATOR_PORT", "DASHBOARD_PORT" }
            .Concat(FeedTopology.Default.SelectMany(FeedPort.AllOf).Select(port => port.Setting))
            .Select(name => $"--{name}=0"),
    ];

    [Fact]
    public async Task Up_StoppedAndStartedAgain_KeepsHistoryAndAnswersPmpctl()
    {
        using var directory = new TemporaryDirectory();
        long rowsBefore;
        await using (var first = StartUp(directory))
        {
            await RunningAsync(directory);
            (await PmpctlAsync(directory, "collect")).ExitCode.Should().Be(0);
            rowsBefore = CuratedRows(await StatusOfRowsAsync(directory, atLeast: 1));

            (await first.TerminateAsync(TimeSpan.FromSeconds(12))).Should().Be(ServiceProgram.Succeeded, string.Join('\n', first.Errors));
        }

        await using var second = StartUp(directory);
        await RunningAsync(directory);
        (await StatusOfRowsAsync(directory, atLeast: rowsBefore + 1))["stations"]!.GetValue<long>().Should().BePositive();

        var (exitCode, verified) = await PmpctlAsync(directory, "verify", "--output", "json");
        exitCode.Should().Be(0, verified);
        JsonNode.Parse(verified)!.AsArray().Should().HaveCountGreaterThan(2);
    }

    [Fact]
    public async Task Up_DataDirectoryInUse_SaysSoAndExits()
    {
        using var directory = new TemporaryDirectory();
        await using var first = StartUp(directory);
        await RunningAsync(directory);

        await using var second = StartUp(directory);

        (await second.ExitAsync()).Should().Be(ServiceProgram.Failed);
        string.Join('\n', second.Errors).Should().Contain(directory.Path).And.NotContain("   at ");
        (await PmpctlAsync(directory, "status")).ExitCode.Should().Be(0, "the first one still runs and is still found");
    }

    [Fact]
    public async Task Up_WrongSettings_NamesEachAndExitsWithTwo()
    {
        await using var child = ChildService.Start(Program, "up", "--FEED=mars", "--POLL=soon", "--FEEED=sim");

        (await child.ExitAsync()).Should().Be(ServiceProgram.Misconfigured);
        string.Join('\n', child.Errors).Should().Contain("FEED").And.Contain("POLL").And.Contain("FEEED").And.NotContain("   at ");
    }

    [Fact]
    public async Task Up_TooFewOpenFiles_NamesTheLimitAndTheCommand()
    {
        using var directory = new TemporaryDirectory();
        await using var child = ChildService.StartWithOpenFiles(256, Program, "up", "--FEED=sim", $"--DATA_DIR={directory.Path}");

        (await child.ExitAsync()).Should().Be(ServiceProgram.Misconfigured);
        string.Join('\n', child.Errors).Should().Contain("256 files").And.Contain("ulimit -n 1024").And.NotContain("   at ");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("collect")]
    [InlineData("verify")]
    public async Task Pmpctl_NothingRuns_SaysHowToStartIt(string command)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            Path.Combine(directory, LocalAddresses.FileName),
            """{"project":"pmp-local","pub_sub":"http://127.0.0.1:1/","big_query":"http://127.0.0.1:1/","scheduler":"http://127.0.0.1:1/"}""",
            TestContext.Current.CancellationToken);
        await using var child = ChildService.Start(Pmpctl, command, "--data-dir", directory);

        (await child.ExitAsync()).Should().Be(3);
        string.Join('\n', child.Errors).Should().Contain("make up").And.NotContain("   at ");
    }

    private static ChildService StartUp(TemporaryDirectory directory) =>
        ChildService.Start(Program, ["up", "--FEED=sim", "--POLL=1s", $"--DATA_DIR={directory.Path}", .. FreePorts]);

    private static async Task RunningAsync(TemporaryDirectory directory)
    {
        var file = Path.Combine(directory, LocalAddresses.FileName);
        await Eventually.IsTrueAsync(() => File.Exists(file), () => "the system tells where it listens");
    }

    private static long CuratedRows(JsonObject status) =>
        status["feeds"]!.AsArray().Single(feed => (string?)feed!["feed"] == Velib.Status.Id)!["curated_rows"]?.GetValue<long>() ?? 0;

    private static async Task<JsonObject> StatusOfRowsAsync(TemporaryDirectory directory, long atLeast)
    {
        JsonObject? status = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                var (exitCode, output) = await PmpctlAsync(directory, "status", "--output", "json");
                status = exitCode == 0 ? JsonNode.Parse(output)!.AsObject() : null;
                return status is not null && CuratedRows(status) >= atLeast;
            },
            () => $"{atLeast} curated rows; there are {(status is null ? "none known" : CuratedRows(status))}");
        return status!;
    }

    private static async Task<(int ExitCode, string Output)> PmpctlAsync(TemporaryDirectory directory, params string[] command)
    {
        await using var child = ChildService.Start(Pmpctl, [.. command, "--data-dir", directory.Path]);
        var exitCode = await child.ExitAsync();
        return (exitCode, string.Join('\n', child.Output.Concat(exitCode == 0 ? [] : child.Errors)));
    }

}
