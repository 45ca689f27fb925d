using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests;

public sealed class HelpTests
{
    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    [Fact]
    public async Task Help_OfEachCommand_HasExamplesAndExitCodesThatTheListOmits()
    {
        var list = await Pmpctl.RunAsync(Nothing, "--help");
        list.ExitCode.Should().Be(ExitCodes.Succeeded);
        list.Output.Should().NotContain("pmpctl logs collector --follow");
        foreach (var command in CommandTree.Build(Nothing).Subcommands)
        {
            list.Output.Should().Contain($"  {command.Name} ");
            foreach (var path in command.Subcommands.Count == 0 ? [[command.Name]] : command.Subcommands.Select(sub => new[] { command.Name, sub.Name }))
            {
                var help = await Pmpctl.RunAsync(Nothing, [.. path, "--help"]);
                help.Output.Should().MatchRegex($@"pmpctl(\.sh)? {string.Join(' ', path)}").And.MatchRegex("Examples?:").And.Contain("Exit codes: 0");
            }
        }
    }

    [Fact]
    public void Commands_Each_AreInTheGuide()
    {
        var list = File.ReadAllText(Repository.PathOf("docs", "02-operations.md")).Split("\n\n").Single(part => part.StartsWith("| Command |", StringComparison.Ordinal));
        var listed = Regex.Matches(list, "^\\| (`.*?) \\|", RegexOptions.Multiline).SelectMany(row => Regex.Matches(row.Groups[1].Value, "`([a-z]+)")).Select(name => name.Groups[1].Value);

        CommandTree.Build(Nothing).Subcommands.Select(command => command.Name).Should().BeSubsetOf(listed);
    }

    [Fact]
    public async Task Failure_OfASubcommand_NamesItInFull()
    {
        var run = await Pmpctl.RunAsync(Nothing, "dlq", "list", "--since", "yesterday");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("pmpctl dlq list: --since is 'yesterday'");
    }

    [Fact]
    public async Task Help_Values_AreShownAsTheyAreTyped()
    {
        var help = await Pmpctl.RunAsync(Nothing, "status", "--help");

        help.Output.Should().Contain("<local|gcp>").And.Contain("[default: local]").And.Contain("<table|json>").And.Contain("[default: table]");
    }

    [Fact]
    public async Task Help_OptionThatACommandOverrides_IsListedOnce()
    {
        var help = await Pmpctl.RunAsync(Nothing, "query", "--help");

        help.Output.Split('\n').Where(line => line.Contains("--output <", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().Contain("<table|json|csv>");
    }

    [Fact]
    public async Task Help_LongDescription_WrapsAtTheFullWidth()
    {
        var help = await Pmpctl.RunAsync(Nothing, "replay", "--help");

        help.Output.Split('\n').Should().Contain("Nothing is done without --dry-run or --replay-enabled.");
    }

    [Fact]
    public async Task WrongUsage_OfAProcess_WritesNothingToStandardOutput()
    {
        var (exitCode, output, errors) = await PmpctlProcess.RunAsync(new Dictionary<string, string>(), "status", "--outptu", "json");

        exitCode.Should().Be(ExitCodes.Misused);
        output.Should().BeEmpty();
        errors.Should().Contain("--outptu").And.Contain("Usage:");
    }
}
