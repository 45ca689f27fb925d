using System.CommandLine;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Replay;
using PmpPulse.Contracts.Topology;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Tests.Replay;

public sealed class ReplaySettingsTests
{
    [Theory]
    [InlineData("--dry-run --replay-enabled", null)]
    [InlineData("--replay-enabled", "true")]
    public void Read_DryRunAndEnabled_IsADryRun(string arguments, string? dryRun)
    {
        var settings = Settings(("DRY_RUN", dryRun));
        var command = new Command("replay");
        settings.AddTo(command);

        settings.Read(command.Parse(arguments), "velib", FeedTopology.Default).DryRun.Should().BeTrue();
    }

    [Fact]
    public void Read_FeedOptionForHoldReplay_SaysThePathSelectsIt()
    {
        var settings = Settings();
        var command = new Command("replay");
        settings.AddTo(command);

        var read = () => settings.Read(command.Parse("--dry-run --feed velib.vehicle_status"), "velib", FeedTopology.Default);

        read.Should().Throw<MisuseException>().WithMessage("*--path vehicle-status*");
        settings.Read(command.Parse("--dry-run --source curated-dlq --feed velib.vehicle_status"), "velib", FeedTopology.Default).Feed.Id.Should().Be("velib.vehicle_status");
    }

    [Theory]
    [InlineData("--source moon", "--source: 'moon' is not valid; give hold or curated-dlq or raw, such as --source=raw")]
    [InlineData("--max-messages 0", "--max-messages: '0' is not valid; give a whole number from 1 to 1000000, such as --max-messages=500")]
    [InlineData("--since yesterday", "--since: 'yesterday' is not valid; give *, such as --since=2h")]
    [InlineData("--source raw", "REPLAY_SINCE: is not set, and --source raw curates a time range again; *")]
    [InlineData("--since 1h --until 2h", "--until: is not after the start (--since); *")]
    public void Read_WrongOption_NamesItAsItWasTyped(string arguments, string fault)
    {
        var settings = Settings(("REPLAY_ENABLED", "true"), ("MAX_MESSAGES", "7"), ("REPLAY_UNTIL", null));
        var command = new Command("replay");
        settings.AddTo(command);

        var read = () => settings.Read(command.Parse(arguments), "velib", FeedTopology.Default);

        read.Should().Throw<MisuseException>().WithMessage(fault);
    }

    [Fact]
    public void Read_OptionAndVariable_TheOptionWins()
    {
        var settings = Settings(("REPLAY_ENABLED", "true"), ("MAX_MESSAGES", "7"), ("QPS", "2"));
        var command = new Command("replay");
        settings.AddTo(command);

        var read = settings.Read(command.Parse("--max-messages 9"), "velib", FeedTopology.Default);

        (read.MaxMessages, read.Qps, read.MaxReplays).Should().Be((9, 2, 3));
    }

    private static ReplaySettings Settings(params (string Name, string? Value)[] environment) => new(
        new ConfigurationBuilder().AddInMemoryCollection(environment.Select(one => KeyValuePair.Create(one.Name, one.Value))).Build(), TimeProvider.System);
}
