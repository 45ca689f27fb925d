using System.CommandLine;
using PmpPulse.Cli.Replay;
using PmpPulse.Contracts.Topology;

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
}
