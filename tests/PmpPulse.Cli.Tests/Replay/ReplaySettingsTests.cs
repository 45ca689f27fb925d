using System.CommandLine;
using PmpPulse.Cli.Replay;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli.Tests.Replay;

public sealed class ReplaySettingsTests
{
    [Theory]
    [InlineData("--dry-run --replay-enabled", null)]
    [InlineData("--replay-enabled", "true")]
    public void Read_DryRunAndEnabled_IsADryRun(string arguments, string? dryRun)
    {
        var settings = new ReplaySettings(name => name == "DRY_RUN" ? dryRun : null, TimeProvider.System);
        var command = new Command("replay");
        settings.AddTo(command);

        settings.Read(command.Parse(arguments), "velib", FeedTopology.Default).DryRun.Should().BeTrue();
    }

    [Fact]
    public void Read_FeedOptionForHoldReplay_SaysThePathSelectsIt()
    {
        var settings = new ReplaySettings(_ => null, TimeProvider.System);
        var command = new Command("replay");
        settings.AddTo(command);

        var read = () => settings.Read(command.Parse("--dry-run --feed velib.vehicle_status"), "velib", FeedTopology.Default);

        read.Should().Throw<GoogleCloudConfigurationException>().WithMessage("*--path vehicle-status*");
        settings.Read(command.Parse("--dry-run --source curated-dlq --feed velib.vehicle_status"), "velib", FeedTopology.Default).Feed.Id.Should().Be("velib.vehicle_status");
    }
}
