using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Tests.Support;

namespace PmpPulse.Cli.Tests;

public sealed class HelpTests
{
    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    [Fact]
    public async Task Help_OfEachCommand_HasExamplesAndExitCodesWhichTheListLeavesOut()
    {
        var list = await Pmpctl.RunAsync(Nothing, "--help");
        list.ExitCode.Should().Be(ExitCodes.Succeeded);
        list.Output.Should().NotContain("pmpctl logs collector --follow");
        foreach (var command in new[] { "up", "down", "status", "collect", "logs", "doctor", "reset" })
        {
            list.Output.Should().Contain($"  {command} ");
            var help = await Pmpctl.RunAsync(Nothing, command, "--help");
            help.Output.Should().Contain($"pmpctl {command}").And.Contain("Exit codes: 0").And.Contain("Example");
        }
    }

    [Fact]
    public async Task Help_Values_AreShownAsTheyAreTyped()
    {
        var help = await Pmpctl.RunAsync(Nothing, "status", "--help");

        help.Output.Should().Contain("<local|gcp>").And.Contain("[default: local]").And.Contain("<table|json>").And.Contain("[default: table]");
    }
}
