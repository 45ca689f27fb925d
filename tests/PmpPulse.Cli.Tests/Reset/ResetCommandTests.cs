using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.ScriptedGoogle;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Reset;

public sealed class ResetCommandTests
{
    [Fact]
    public async Task Reset_StoppedSystem_DeletesItsDataAndReportsIt()
    {
        using var directory = new TemporaryDirectory();
        var data = Path.Combine(directory, "data");
        Directory.CreateDirectory(Path.Combine(data, "sim"));
        await File.WriteAllTextAsync(Path.Combine(data, "sim", "lock.pid"), "1", TestContext.Current.CancellationToken);

        var run = await Pmpctl.RunAsync(At(data), "reset", "--yes");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Output.Should().Contain(data).And.Contain("sim");
        Directory.Exists(data).Should().BeFalse();
    }

    [Fact]
    public async Task Reset_AfterARun_LeavesNothingBehind()
    {
        using var directory = new TemporaryDirectory();
        var data = Path.Combine(directory, "data");
        var (options, _) = Local.LocalProgram.ReadOptions(["--FEED=sim"], bounded: true, data);
        var feed = await Local.FeedSource.ChooseAsync(options, TestContext.Current.CancellationToken);
        await (await Local.LocalSystem.StartAsync(options, feed, new ServiceDefaults.Hosting.HostedIn(Serilog.Core.Logger.None), TestContext.Current.CancellationToken)).DisposeAsync();
        // the spill file of a killed query
        Directory.CreateDirectory(Path.Combine(data, "sim", "bigquery", "bigquery.tmp"));
        await File.WriteAllTextAsync(Path.Combine(data, "sim", "bigquery", "bigquery.tmp", "duckdb_temp_storage-0.tmp"), "", TestContext.Current.CancellationToken);

        var run = await Pmpctl.RunAsync(At(data), "reset", "--yes", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Json["left"]!.AsArray().Should().BeEmpty("reset must know every file that the system writes");
        run.Json["histories"]!.AsArray().Select(name => (string?)name).Should().Equal("sim");
        Directory.Exists(data).Should().BeFalse();
    }

    [Fact]
    public async Task Reset_UnknownFiles_StayAndAreNamed()
    {
        using var directory = new TemporaryDirectory();
        using var elsewhere = new TemporaryDirectory();
        var stop = TestContext.Current.CancellationToken;
        var history = Path.Combine(directory, "sim");
        Directory.CreateDirectory(Path.Combine(history, "photos", "2026"));
        Directory.CreateDirectory(Path.Combine(directory, "recorded-not-a-history"));
        await File.WriteAllTextAsync(Path.Combine(history, "lock.pid"), "1", stop);
        await File.WriteAllTextAsync(Path.Combine(history, "photos", "2026", "cat.jpg"), "cat", stop);
        await File.WriteAllTextAsync(Path.Combine(directory, "thesis.odt"), "years", stop);
        await File.WriteAllTextAsync(Path.Combine(directory, "recorded-not-a-history", "pubsub.db"), "another's", stop);
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "lock.pid"), "1", stop);
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "pubsub.db"), "behind a link", stop);
        Directory.CreateSymbolicLink(Path.Combine(directory, "live"), elsewhere);
        File.CreateSymbolicLink(Path.Combine(history, "pubsub.db"), Path.Combine(elsewhere, "pubsub.db"));

        var run = await Pmpctl.RunAsync(At(directory.Path), "reset", "--yes", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Json["left"]!.AsArray().Select(path => (string)path!).Should().BeEquivalentTo("live", "recorded-not-a-history", "sim/photos", "thesis.odt");
        File.Exists(Path.Combine(history, "lock.pid")).Should().BeFalse();
        new FileInfo(Path.Combine(history, "pubsub.db")).LinkTarget.Should().BeNull("the link itself has a known name and is deleted");
        File.Exists(Path.Combine(history, "photos", "2026", "cat.jpg")).Should().BeTrue();
        File.Exists(Path.Combine(elsewhere, "pubsub.db")).Should().BeTrue();
        File.Exists(Path.Combine(directory, "recorded-not-a-history", "pubsub.db")).Should().BeTrue();
    }

    [Fact]
    public async Task Reset_NotADataDirectory_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory, "thesis.odt"), "years", TestContext.Current.CancellationToken);

        var run = await Pmpctl.RunAsync(At(directory.Path), "reset", "--yes");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        File.Exists(Path.Combine(directory, "thesis.odt")).Should().BeTrue();
    }

    [Fact]
    public async Task Reset_CloudProjectConfirmed_EmptiesExistingTables()
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
    public async Task Reset_CloudStillPolling_IsRefused()
    {
        await using var cloud = await ScriptedCloud.StartAsync();
        cloud.On("GET", "/jobs", 200, """{"jobs":[{"name":"projects/p/locations/l/jobs/velib-poll-every-minute","state":"ENABLED"}]}""");

        var run = await Pmpctl.RunAsync(cloud.Environment, "reset", "--confirm", "p");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("velib-poll-every-minute").And.Contain("pmpctl down");
    }

    private static IConfiguration At(string directory) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DATA_DIR"] = directory }).Build();
}
