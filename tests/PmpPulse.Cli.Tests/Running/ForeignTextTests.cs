using System.CommandLine;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Contracts.Text;
using PmpPulse.ScriptedGoogle;

namespace PmpPulse.Cli.Tests.Running;

/// <summary>Foreign text reaches the terminal as plain text, whichever command shows it.</summary>
public sealed class ForeignTextTests
{
    // moves the cursor, sets a title, uses C1, reverses the direction, hides text, and fakes one of our lines
    private const string Hostile = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u2066\u200b\u2028\rhidden\nwell     system: all is fine [red]x[/] [link";

    public static TheoryData<string> Commands
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var command in Leaves(CommandTree.Build(), [])) names.Add(command);
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task AnyCommand_HostileAnswers_DoNotControlTheTerminal(string command)
    {
        await using var cloud = await ScriptedCloud.StartAsync();
        cloud.OnGrpc = _ => new RpcException(new Grpc.Core.Status(StatusCode.FailedPrecondition, Hostile));
        cloud.Before = async context =>
        {
            var text = System.Text.Json.JsonSerializer.Serialize(Hostile);
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(
                $$$"""{"error":{"code":400,"message":{{{text}}},"status":{{{text}}},"errors":[{"reason":{{{text}}},"message":{{{text}}}}],"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":{{{text}}},"metadata":{"service":{{{text}}}}}]}}""");
            return true;
        };

        foreach (var format in new[] { "table", "json" })
        {
            var run = await Pmpctl.RunAsync(cloud.Environment, new FastForwardTime(), [.. command.Split(' '), "--output", format]);

            run.ExitCode.Should().BeOneOf(0, 1, 2, 3);
            ShouldBeHarmless(run.Output);
            ShouldBeHarmless(run.Error);
        }
    }

    [Theory]
    [InlineData("PMP_TARGET", "status")]
    [InlineData("GOOGLE_CLOUD_PROJECT", "status --target gcp")]
    [InlineData("DATA_DIR", "status")]
    [InlineData("PUBSUB_EMULATOR_HOST", "status --target gcp --project p")]
    public async Task AnyCommand_HostileEnvironment_DoesNotControlTheTerminal(string variable, string command)
    {
        var environment = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [variable] = Hostile }).Build();

        var run = await Pmpctl.RunAsync(environment, command.Split(' '));

        run.ExitCode.Should().BePositive();
        ShouldBeHarmless(run.Output);
        ShouldBeHarmless(run.Error);
    }

    [Fact]
    public async Task AnyCommand_HostileArgument_DoesNotControlTheTerminal()
    {
        var run = await Pmpctl.RunAsync(new ConfigurationBuilder().Build(), "status", Hostile, $"--{Hostile}");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        TerminalText.IsSafe(run.Output + run.Error, keepLines: true).Should().BeTrue();
    }

    private static void ShouldBeHarmless(string text)
    {
        TerminalText.IsSafe(text, keepLines: true).Should().BeTrue("{0}", text);
        text.Should().NotContain("\nwell     system: all is fine");
    }

    private static IEnumerable<string> Leaves(Command command, IReadOnlyList<string> path) => command.Subcommands.Count == 0
        ? command.Name switch
        {
            // without a statement it reads standard input
            "query" => ["query SELECT/**/1"],
            _ => [string.Join(' ', path)],
        }
        : command.Subcommands.SelectMany(child => Leaves(child, [.. path, child.Name]));
}
