using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using PmpPulse.FeedSimulator;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.ServiceDefaults.Hosting;
using Serilog.Core;

namespace PmpPulse.Security.Tests.CrossOrigin;

/// <summary>A real browser and a real page on another port, against LocalCloud and the simulator with default settings.</summary>
[Trait("Category", "Slow")]
public sealed class BrowserTests : IAsyncLifetime
{
    // DNS rebinding: its owner points the name at this machine once the page is loaded
    private const string RebindingName = "rebinding.example";

    private const string Jobs = "v1/projects/p/locations/l/jobs";

    private readonly HttpClient _http = new();
    private LocalCloudFixture _cloud = null!;
    private WebApplication _simulator = null!;

    private LocalCloudAddresses Addresses => _cloud.Addresses;

    public async ValueTask InitializeAsync()
    {
        _cloud = await LocalCloudFixture.StartAsync();
        _simulator = FeedSimulatorService.Build(["--PORT=0", "--STATIONS=3", "--START=2026-03-02T07:30:00Z"], new HostedIn(Logger.None));
        await _simulator.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _simulator.DisposeAsync();
        await _cloud.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("attacker.example")]
    public async Task Page_OnAnotherPort_ChangesAndReadsNothing(string host)
    {
        await using var browser = await Browser.StartAsync("attacker.example");
        var feed = new Uri(_simulator.Urls.First());
        var before = await EventTimeAsync(feed);
        await CreateJobAsync();
        await using var page = await AttackPage.StartAsync(
            $$$$"""
            {{{{AttackPage.Library}}}}
            await command('POST', '{{{{Addresses.BigQuery}}}}bigquery/v2/projects/p/datasets', '{"datasetReference":{"datasetId":"planted"}}');
            await command('POST', '{{{{Addresses.BigQuery}}}}bigquery/v2/projects/p/queries', '{"query":"CREATE SCHEMA p.planted","useLegacySql":false}');
            await command('PUT', '{{{{Addresses.PubSub}}}}v1/projects/p/topics/planted', '{}');
            await command('POST', '{{{{Addresses.Scheduler}}}}{{{{Jobs}}}}', '{"name":"projects/p/locations/l/jobs/planted","schedule":"* * * * *","httpTarget":{"uri":"http://127.0.0.1:1/","oidcToken":{"serviceAccountEmail":"a@b.c"}}}');
            await command('POST', '{{{{Addresses.Scheduler}}}}{{{{Jobs}}}}/mine:pause');
            await command('DELETE', '{{{{Addresses.Scheduler}}}}{{{{Jobs}}}}/mine');
            await look('{{{{Addresses.Scheduler}}}}{{{{Jobs}}}}');
            await look('{{{{Addresses.PubSub}}}}.well-known/openid-configuration');
            await look('{{{{new Uri(feed, FeedSimulatorService.StatusPath)}}}}');
            return read;
            """);

        var (read, sent) = await AttackAsync(browser, $"http://{host}:{page.Port}/");

        read.Should().BeEmpty("no page may read an answer");
        sent.Should().Contain(Addresses.BigQuery.Port).And.Contain(Addresses.PubSub.Port).And.Contain(Addresses.Scheduler.Port).And.Contain(feed.Port,
            "a page that sends nothing proves nothing");
        await ShouldHoldNothingPlantedAsync();
        (await EventTimeAsync(feed) - before).Should().BeInRange(59, 63, "the next poll gets the next snapshot");
    }

    [Fact]
    public async Task Page_WithARebindingName_IsNotServedUnderThatName()
    {
        await using var browser = await Browser.StartAsync(RebindingName);
        var tab = await browser.Context.NewPageAsync();

        foreach (var address in new[] { Addresses.BigQuery, Addresses.PubSub, Addresses.Scheduler, new Uri(_simulator.Urls.First()) })
        {
            (await tab.GotoAsync($"http://{RebindingName}:{address.Port}/healthz"))!.Status.Should().Be(403);
            // the page was served from the same name and port, so its requests are same-origin: no preflight, everything readable
            var page = $"http://{RebindingName}:{address.Port}/page";
            await tab.RouteAsync(page, route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = "<!doctype html><title>page</title>" }));
            await tab.GotoAsync(page);
            var inside = await tab.EvaluateAsync<string>(
                "async () => (await fetch('/bigquery/v2/projects/p/datasets', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{\"datasetReference\":{\"datasetId\":\"planted\"}}' })).text()");
            inside.Should().ContainEquivalentOf("host_not_allowed");
        }

        await ShouldHoldNothingPlantedAsync();
    }

    /// <summary>A user who types the address sees the answer, and the collector misses no snapshot because of it.</summary>
    [Fact]
    public async Task User_TypingAnAddress_SeesTheAnswerAndAdvancesNothing()
    {
        await using var browser = await Browser.StartAsync();
        var feed = new Uri(_simulator.Urls.First());
        var before = await EventTimeAsync(feed);
        var tab = await browser.Context.NewPageAsync();

        var answer = await tab.GotoAsync(new Uri(feed, FeedSimulatorService.StatusPath).ToString());
        var shown = await answer!.TextAsync();
        await tab.ReloadAsync();

        JsonNode.Parse(shown)!["lastUpdatedOther"]!.GetValue<long>().Should().Be(before);
        (await EventTimeAsync(feed) - before).Should().BeInRange(59, 63);
    }

    private static async Task<(string[] Read, IReadOnlyCollection<int> PortsSentTo)> AttackAsync(Browser browser, string page)
    {
        var ports = new ConcurrentDictionary<int, bool>();
        browser.Context.Response += (_, response) => ports.TryAdd(new Uri(response.Url).Port, true);
        var tab = await browser.Context.NewPageAsync();
        await tab.GotoAsync(page);
        return (await tab.EvaluateAsync<string[]>("() => window.attack()"), [.. ports.Keys]);
    }

    private async Task<long> EventTimeAsync(Uri feed) =>
        JsonNode.Parse(await _http.GetStringAsync(new Uri(feed, FeedSimulatorService.StatusPath), TestContext.Current.CancellationToken))!["lastUpdatedOther"]!.GetValue<long>();

    private async Task CreateJobAsync()
    {
        var job = new JsonObject
        {
            ["name"] = "projects/p/locations/l/jobs/mine",
            ["schedule"] = "0 0 1 1 *",
            ["httpTarget"] = new JsonObject { ["uri"] = "http://127.0.0.1:1/" },
        };
        using var created = await _http.PostAsJsonAsync(new Uri(Addresses.Scheduler, Jobs), job, TestContext.Current.CancellationToken);
        created.IsSuccessStatusCode.Should().BeTrue();
    }

    private async Task ShouldHoldNothingPlantedAsync()
    {
        (await GetAsync(Addresses.BigQuery, "bigquery/v2/projects/p/datasets")).Should().NotContain("planted");
        (await GetAsync(Addresses.PubSub, "v1/projects/p/topics")).Should().NotContain("planted");
        (await GetAsync(Addresses.Scheduler, Jobs)).Should().NotContain("planted").And.NotContain("PAUSED");
    }

    private Task<string> GetAsync(Uri api, string path) => _http.GetStringAsync(new Uri(api, path), TestContext.Current.CancellationToken);
}
