using System.Net;
using System.Text.Json.Nodes;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;

namespace PmpPulse.Collector.Tests;

/// <summary>The collector as a process: how it starts, refuses to start, and stops.</summary>
public sealed class ProcessTests
{
    private const string Program = "PmpPulse.Collector";

    private static readonly string[] Runnable =
        ["--PORT=0", "--BIND_ADDRESS=127.0.0.1", "--OIDC_DISABLED=true", "--GOOGLE_CLOUD_PROJECT=test-project", "--PUBSUB_EMULATOR_HOST=127.0.0.1:9"];

    [Fact]
    public async Task Run_NothingSet_ExitsWith2AndNamesEveryFault()
    {
        await using var child = ChildService.Start(Program, "--FEED_ID=bikes", "--GOOGLE_CLOUD_PROJECT=");
        (await child.ExitAsync()).Should().Be(ServiceProgram.Misconfigured);
        var text = string.Join('\n', child.Errors);
        text.Should().Contain("FEED_ID").And.Contain("GOOGLE_CLOUD_PROJECT").And.Contain("OIDC_AUDIENCE").And.Contain("OIDC_EMAIL").And.Contain("--help");
        text.Should().NotContain("   at ").And.NotContain("Exception");
    }

    [Fact]
    public async Task Run_MisspeltArgument_ExitsWith2AndNamesIt()
    {
        await using var child = ChildService.Start(Program, [.. Runnable, "--FEED_ULR=http://x"]);
        (await child.ExitAsync()).Should().Be(ServiceProgram.Misconfigured);
        child.Errors.Should().Contain(line => line.Contains("FEED_ULR"));
    }

    [Fact]
    public async Task Run_Help_ExitsWith0AndListsEverySetting()
    {
        await using var child = ChildService.Start(Program, "--help");
        (await child.ExitAsync()).Should().Be(ServiceProgram.Succeeded);
        var text = string.Join('\n', child.Output);
        CollectorService.Description.AllSettings.Should().OnlyContain(setting => text.Contains(setting.Name));
    }

    [Fact]
    public async Task Run_PortTaken_ExitsWith1AndOneSentence()
    {
        await using var feed = await ScriptedFeed.StartAsync("{}");
        await using var child = ChildService.Start(Program, [.. Runnable, $"--PORT={new Uri(feed.Url).Port}"]);
        (await child.ExitAsync()).Should().Be(ServiceProgram.Failed);
        string.Join('\n', child.Errors).Should().Contain("address already in use").And.NotContain("   at ");
    }

    [Fact]
    public async Task Run_SigTermDuringAPoll_StopsWithinTenSecondsAndLogsOnlyJson()
    {
        var polled = new TaskCompletionSource();
        await using var feed = await ScriptedFeed.StartAsync(async (context, _) =>
        {
            polled.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        await using var child = ChildService.Start(Program, [.. Runnable, $"--FEED_URL={feed.Url}", "--FEED_TIMEOUT=1m", "--FEED_TOTAL_TIMEOUT=5m"]);
        using var client = new HttpClient { BaseAddress = await child.AddressAsync() };
        (await client.GetStringAsync("/healthz")).Should().Contain("ok");
        var poll = client.GetAsync("/collect");
        await polled.Task;

        (await child.TerminateAsync(TimeSpan.FromSeconds(10))).Should().Be(ServiceProgram.Succeeded);
        child.Output.Should().NotBeEmpty().And.OnlyContain(line => JsonNode.Parse(line, null, default)!["severity"] != null);
        (await poll).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }
}
