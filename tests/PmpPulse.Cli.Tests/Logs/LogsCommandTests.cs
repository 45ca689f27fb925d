using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Logs;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.ScriptedGoogle;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Logs;

public sealed class LogsCommandTests
{
    [Fact]
    public async Task Logs_LocalFile_ShowsMatchingLinesAndSkipsMalformedOnes()
    {
        using var directory = new TemporaryDirectory();
        await WriteAsync(directory, Line("WARNING", "PmpPulse.Collector.Feeds", "slow feed"), Line("INFO", "PmpPulse.Collector.Feeds", "fine"),
            "{\"cut short", Line("ERROR", "PmpPulse.Writer", "refused"), Line("ERROR", "PmpPulse.Collector", "old", TimeProvider.System.GetUtcNow().AddHours(-2)));

        var run = await Pmpctl.RunAsync(Local(directory), "logs", "collector", "--severity", "warning");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Output.Should().Contain("slow feed").And.NotContain("fine").And.NotContain("refused").And.NotContain("old");
    }

    [Fact]
    public async Task Logs_Json_IsOneObjectPerLine()
    {
        using var directory = new TemporaryDirectory();
        await WriteAsync(directory, Line("INFO", "PmpPulse.Writer", "one"), Line("INFO", "PmpPulse.Writer", "two"), Line("INFO", "PmpPulse.Writer", "three"));

        var run = await Pmpctl.RunAsync(Local(directory), "logs", "--limit", "2", "--output", "json");

        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["message"]!.ToString()).Should().Equal("two", "three");
    }

    [Fact]
    public async Task ReadAsync_Following_ContinuesWithLaterLines()
    {
        using var directory = new TemporaryDirectory();
        await WriteAsync(directory, Line("INFO", "PmpPulse.Writer", "first"));
        var log = new LocalLog(Path.Combine(directory, LocalLog.FileName), TimeProvider.System);
        await using var lines = log.ReadAsync(new LogQuery(null, LogSeverity.Info, DateTimeOffset.MinValue), follow: true, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        (await lines.MoveNextAsync()).Should().BeTrue();
        var next = lines.MoveNextAsync();
        await File.AppendAllTextAsync(Path.Combine(directory, LocalLog.FileName), Line("INFO", "PmpPulse.Writer", "second") + "\n", TestContext.Current.CancellationToken);

        (await next).Should().BeTrue();
        lines.Current.Message.Should().Be("second");
    }

    [Fact]
    public async Task Logs_HostileLines_AreShownAsText()
    {
        using var directory = new TemporaryDirectory();
        await WriteAsync(directory, Line("WARNING", "PmpPulse.Writer\u001b[1m", "\u009b31m\u202e\nERROR fake: line"));

        foreach (var format in new[] { "table", "json" })
        {
            var run = await Pmpctl.RunAsync(Local(directory), "logs", "--output", format);

            run.Output.Should().MatchRegex(@"^[\x20-\x7e]+\n$", "one line of plain text").And.ContainEquivalentOf(@"\u009b31m").And.Contain(@"\nERROR");
        }
    }

    [Fact]
    public async Task Logs_NothingMatches_RepeatsTheFilter()
    {
        using var directory = new TemporaryDirectory();
        await WriteAsync(directory, Line("WARNING", "PmpPulse.Writer", "slow"));

        var run = await Pmpctl.RunAsync(Local(directory), "logs", "colector", "--severity", "warning");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Output.Should().BeEmpty();
        run.Error.Should().Contain("nothing warning or worse of a service whose name contains 'colector'");
    }

    [Fact]
    public async Task Logs_NoFile_SaysHowToGetOne()
    {
        using var directory = new TemporaryDirectory();

        var run = await Pmpctl.RunAsync(Local(directory), "logs");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("make up");
    }

    [Theory]
    [InlineData("--since", "soon", "30m")]
    [InlineData("--severity", "loud", "warning")]
    [InlineData("--limit", "0", "1 to 100000")]
    [InlineData("--limit", "all", "1 to 100000")]
    public async Task Logs_InvalidOption_SaysWhatIsValid(string option, string value, string valid)
    {
        using var directory = new TemporaryDirectory();

        var run = await Pmpctl.RunAsync(Local(directory), "logs", option, value);

        run.ExitCode.Should().Be(ExitCodes.Misused);
        (run.Output + run.Error).Should().Contain(valid);
    }

    [Fact]
    public async Task Logs_Cloud_QueriesOurServicesAndShowsOldestFirst()
    {
        await using var cloud = await ScriptedCloud.StartAsync();
        cloud.On("POST", "/v2/entries:list", 200, """
            {"entries":[
              {"timestamp":"2026-11-25T10:00:02Z","severity":"ERROR","insertId":"b","resource":{"type":"cloud_run_revision","labels":{"service_name":"pmp-bq-writer"}},"jsonPayload":{"message":"refused","exception":"System.Exception: why"}},
              {"timestamp":"2026-11-25T10:00:01Z","insertId":"a","resource":{"type":"cloud_scheduler_job","labels":{"job_id":"velib-poll-every-minute"}},"textPayload":"fired"}]}
            """);

        var run = await Pmpctl.RunAsync(cloud.Environment, "logs", "--severity", "warning", "--since", "2d");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Output.Should().Match("*velib-poll-every-minute: fired*pmp-bq-writer: refused*System.Exception: why*");
        var asked = JsonNode.Parse(cloud.Requests.Single().Split(' ', 3)[2])!;
        asked["resourceNames"]!.ToJsonString().Should().Be("""["projects/p"]""");
        asked["orderBy"]!.ToString().Should().Be("timestamp desc");
        asked["filter"]!.ToString().Should().Contain("severity>=WARNING").And.Contain("resource.labels.worker_pool_name:\"pmp-\"").And.Contain("cloud_scheduler_job");
    }

    [Fact]
    public async Task Logs_CloudRefuses_GivesTheRemedy()
    {
        await using var cloud = await ScriptedCloud.StartAsync();
        cloud.On("POST", "/v2/entries:list", 403, """{"error":{"code":403,"message":"Permission denied for all log views."}}""");

        var run = await Pmpctl.RunAsync(cloud.Environment, "logs");

        run.ExitCode.Should().Be(ExitCodes.Unavailable);
        run.Error.Should().Contain("Permission denied for all log views").And.Contain("pmpctl doctor");
    }

    private static IConfiguration Local(TemporaryDirectory directory) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DATA_DIR"] = directory.Path }).Build();

    private static Task WriteAsync(TemporaryDirectory directory, params string[] lines) =>
        File.WriteAllTextAsync(Path.Combine(directory, LocalLog.FileName), string.Join('\n', lines) + "\n", TestContext.Current.CancellationToken);

    private static string Line(string severity, string category, string message, DateTimeOffset? time = null) =>
        new JsonObject { ["severity"] = severity, ["message"] = message, ["time"] = (time ?? TimeProvider.System.GetUtcNow()).ToString("O", System.Globalization.CultureInfo.InvariantCulture), ["category"] = category }.ToJsonString();

    [Fact]
    public async Task Logs_CloudTargetIsLocalCloud_NamesTheSettingResponsible()
    {
        await using var cloud = await Cloud.StartAsync();
        var environment = new ConfigurationBuilder().AddConfiguration(cloud.Configuration)
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ADMIN_EMULATOR_HOST"] = cloud.Addresses.PubSub.Authority }).Build();

        var run = await Pmpctl.RunAsync(environment, "logs");

        run.ExitCode.Should().Be(ExitCodes.Unavailable, run.Output);
        run.Error.Should().Contain("ADMIN_EMULATOR_HOST sends calls there instead of to Google").And.Contain("--target local").And.NotContain("make deploy");
    }
}
