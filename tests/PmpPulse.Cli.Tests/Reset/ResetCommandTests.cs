using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Reset;

public sealed class ResetCommandTests
{
    [Fact]
    public async Task Reset_StoppedSystem_DeletesItsDataAndSaysWhat()
    {
        using var directory = new TemporaryDirectory();
        var data = Path.Combine(directory, "data");
        Directory.CreateDirectory(Path.Combine(data, "sim"));
        await File.WriteAllTextAsync(Path.Combine(data, "sim", "lock.pid"), "1", TestContext.Current.CancellationToken);

        var run = await Pmpctl.RunAsync(Local(data), "reset", "--yes");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Output.Should().Contain(data).And.Contain("sim");
        Directory.Exists(data).Should().BeFalse();
    }

    [Fact]
    public async Task Reset_FolderThatIsNoDataDirectory_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory, "thesis.odt"), "years", TestContext.Current.CancellationToken);

        var run = await Pmpctl.RunAsync(Local(directory.Path), "reset", "--yes");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        File.Exists(Path.Combine(directory, "thesis.odt")).Should().BeTrue();
    }

    [Fact]
    public async Task Reset_Cloud_EmptiesTheTablesThatThereAreOnceTheProjectIsNamed()
    {
        await using var cloud = await ScriptedCloud.StartAsync();
        cloud.On("GET", "/jobs", 200, "{}");
        cloud.On("GET", "/datasets/pmp_curated/tables/velib_station_status", 200, """{"numRows":"1500","numBytes":"2000000"}""");
        cloud.On("POST", "/queries", 200, """{"jobComplete":true,"totalRows":"0","schema":{"fields":[]}}""");

        var wrong = await Pmpctl.RunAsync(cloud.Environment, "reset", "--confirm", "another");
        wrong.ExitCode.Should().Be(ExitCodes.Misused);
        cloud.Requests.Should().NotContain(line => line.Contains("TRUNCATE", StringComparison.Ordinal));

        var run = await Pmpctl.RunAsync(cloud.Environment, "reset", "--confirm", "p");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Output.Should().Contain("pmp_curated.velib_station_status: 1,500 rows");
        cloud.Requests.Where(line => line.Contains("TRUNCATE", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().Contain("TRUNCATE TABLE pmp_curated.velib_station_status");
    }

    [Fact]
    public async Task Reset_CloudStillPolls_IsRefused()
    {
        await using var cloud = await ScriptedCloud.StartAsync();
        cloud.On("GET", "/jobs", 200, """{"jobs":[{"name":"projects/p/locations/l/jobs/velib-poll-every-minute","state":"ENABLED"}]}""");

        var run = await Pmpctl.RunAsync(cloud.Environment, "reset", "--confirm", "p");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("velib-poll-every-minute").And.Contain("pmpctl down");
    }

    private static IConfiguration Local(string directory) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DATA_DIR"] = directory }).Build();
}
