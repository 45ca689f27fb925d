using System.Text.Json.Nodes;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Replay;

/// <summary>The replay as a job runs it: environment, exit codes and signals.</summary>
[Trait("Category", "Slow")]
public sealed class ReplayProcessTests : IAsyncLifetime
{
    // one per second makes a minute's work, so that even a busy machine catches it running
    private const int Messages = 60;

    private Cloud _cloud = null!;

    public async ValueTask InitializeAsync() => _cloud = await Cloud.StartAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Replay_NotEnabled_RefusesWithTheRemedyAndTouchesNothing()
    {
        await _cloud.HoldAsync(Velib.Status, [1]);

        var (exitCode, _, errors) = await PmpctlProcess.RunAsync(_cloud.Environment, "replay");

        exitCode.Should().Be(ExitCodes.Misused);
        errors.Should().Contain("REPLAY_ENABLED=true").And.Contain("DRY_RUN=true");
        (await _cloud.TakeAsync(Velib.Status.DeadLetters.HoldSubscription, 1)).Should().ContainSingle();
    }

    [Theory]
    [InlineData("MAX_MESSAGES", "many")]
    [InlineData("MAX_REPLAYS", "-1")]
    [InlineData("QPS", "0")]
    [InlineData("DRY_RUN", "perhaps")]
    [InlineData("REPLAY_PATH", "everything")]
    [InlineData("REPLAY_SOURCE", "moon")]
    public async Task Replay_InvalidSetting_NamesItAndWhatIsValid(string name, string value)
    {
        var environment = new Dictionary<string, string>(_cloud.Environment) { ["REPLAY_ENABLED"] = "true", [name] = value };

        var (exitCode, _, errors) = await PmpctlProcess.RunAsync(environment, "replay");

        exitCode.Should().Be(ExitCodes.Misused);
        errors.Should().Contain($"{name}: '{value}' is not valid; give ").And.NotContain("   at ");
    }

    [Fact]
    public async Task Replay_SeveralWrongSettings_NamesEachOnItsOwnLine()
    {
        var environment = new Dictionary<string, string>(_cloud.Environment) { ["REPLAY_ENABLED"] = "true", ["QPS"] = "0", ["MAX_REPLAYS"] = "a\nb" };

        var (exitCode, _, errors) = await PmpctlProcess.RunAsync(environment, "replay", "--source", "moon");

        exitCode.Should().Be(ExitCodes.Misused);
        errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ')[..4])).Should().BeEquivalentTo(
            "pmpctl replay: --source: 'moon'", "pmpctl replay: QPS: '0'", @"pmpctl replay: MAX_REPLAYS: 'a\nb'");
    }

    [Fact]
    public async Task Replay_EnvironmentOfTheJob_ReplaysAndReportsAsJson()
    {
        await _cloud.HoldAsync(Velib.Status, [1]);
        await _cloud.HoldAsync(Velib.Information, [2]);

        var (exitCode, output, errors) = await PmpctlProcess.RunAsync(Enabled(qps: "50"), "replay", "--output", "json");

        exitCode.Should().Be(ExitCodes.Succeeded, errors);
        var report = JsonNode.Parse(output)!;
        ((int)report["pulled"]!, (int)report["replayed"]!, (int)report["failed"]!).Should().Be((2, 2, 0));
        report["lines"]!.AsArray().Select(line => (string)line!["topic"]!).Should().Equal(Velib.Status.Topic, Velib.Information.Topic);
    }

    [Fact]
    public async Task Replay_NothingAnswers_ExitsWithThree()
    {
        var environment = new Dictionary<string, string>(Enabled(qps: "5")) { ["PUBSUB_EMULATOR_HOST"] = "127.0.0.1:1" };

        var (exitCode, _, errors) = await PmpctlProcess.RunAsync(environment, "replay");

        exitCode.Should().Be(ExitCodes.Unavailable);
        errors.Should().Contain("pmpctl replay: nothing answers").And.NotContain("   at ");
    }

    [Fact]
    public async Task Replay_Killed_NextRunReplaysTheRest()
    {
        await HoldAllAsync();
        await using (var first = PmpctlProcess.Start(Enabled(qps: "1"), "replay"))
        {
            await SomeArePublishedAsync();
            await first.KillAsync();
        }

        // its messages come back when their leases expire
        await Eventually.IsTrueAsync(
            async () =>
            {
                (await PmpctlProcess.RunAsync(Enabled(qps: "50"), "replay")).ExitCode.Should().Be(ExitCodes.Succeeded);
                _published.UnionWith((await _cloud.TakeAllAsync(Velib.Status.Topic + Cloud.Watch)).Select(message => message.Data[0]));
                return _published.Count == Messages;
            },
            () => $"{_published.Count} messages of {Messages} were published, and none may be lost");
    }

    [Fact]
    public async Task Replay_Terminated_StopsCleanlyAndReleasesItsMessages()
    {
        await HoldAllAsync();
        await using var pmpctl = PmpctlProcess.Start(Enabled(qps: "1"), "replay", "--output", "json");
        await SomeArePublishedAsync();

        pmpctl.Terminate();
        var (exitCode, output, errors) = await pmpctl.EndAsync();

        exitCode.Should().Be(ExitCodes.Found, errors);
        var report = JsonNode.Parse(output)!;
        ((string)report["stopped"]!).Should().Be("cancelled");
        var replayed = (int)report["replayed"]!;
        replayed.Should().BeInRange(1, Messages - 1);
        (await _cloud.TakeAsync(Velib.Status.DeadLetters.HoldSubscription, Messages - replayed)).Should().HaveCount(Messages - replayed);
    }

    private readonly HashSet<byte> _published = [];

    private async Task HoldAllAsync()
    {
        for (byte i = 0; i < Messages; i++) await _cloud.HoldAsync(Velib.Status, [i]);
    }

    private async Task SomeArePublishedAsync()
    {
        _published.UnionWith((await _cloud.TakeAsync(Velib.Status.Topic + Cloud.Watch, 1)).Select(message => message.Data[0]));
    }

    private Dictionary<string, string> Enabled(string qps) => new(_cloud.Environment)
    {
        ["REPLAY_ENABLED"] = "true",
        ["DRY_RUN"] = "false",
        ["MAX_MESSAGES"] = "100",
        ["QPS"] = qps,
        ["IDLE_TIMEOUT"] = "30s",
    };
}
