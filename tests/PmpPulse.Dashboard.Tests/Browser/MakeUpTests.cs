using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PmpPulse.Contracts.Topology;
using PmpPulse.Testing;
using static Microsoft.Playwright.Assertions;

namespace PmpPulse.Dashboard.Tests.Browser;

/// <summary>The page that <c>make up</c> serves: real programs, simulated city.</summary>
[Trait("Category", "Slow")]
public sealed class MakeUpTests
{
    private static readonly string[] FreePorts =
    [
        .. new[] { "DASHBOARD_PORT", "PUBSUB_PORT", "BIGQUERY_PORT", "SCHEDULER_PORT", "SIMULATOR_PORT" }.Concat(FeedTopology.Default.SelectMany(FeedPort.AllOf).Select(port => port.Setting))
            .Select(name => $"--{name}=0"),
    ];

    [Fact]
    public async Task Page_OfARunningSystem_ShowsWhatTheRawPayloadSays()
    {
        using var directory = new TemporaryDirectory();
        // one poll: the figures stand still
        await using var up = ChildService.Start("PmpPulse.Local", ["up", "--FEED=sim", "--POLL=1d", $"--DATA_DIR={directory.Path}", .. FreePorts]);
        await using var browser = await PageBrowser.StartAsync();
        var addresses = await AddressesAsync(directory);
        var stations = await RawStationsAsync(new Uri((string)addresses["big_query"]!));

        var page = await browser.OpenAsync(new Uri((string)addresses["dashboard"]!));

        await ShowsAsync(page, "bikes", stations.Where(CanRent).Sum(station => (long)station!["num_bikes_available"]!));
        await ShowsAsync(page, "docks", stations.Where(CanReturn).Sum(station => (long)station!["num_docks_available"]!));
        await ShowsAsync(page, "empty", stations.Count(station => CanRent(station) && (long)station!["num_bikes_available"]! == 0));
        await ShowsAsync(page, "full", stations.Count(station => CanReturn(station) && (long)station!["num_docks_available"]! == 0));
        await ShowsAsync(page, "closed", stations.Count(station => !CanRent(station) && !CanReturn(station)));
        await Expect(page.Locator("#age")).ToHaveAttributeAsync("data-level", "fresh");
        (await page.Locator(".map").GetAttributeAsync("data-drawn")).Should().NotBe("0");
        browser.Errors.Should().BeEmpty();
    }

    private static Task ShowsAsync(IPage page, string figure, long value) => Expect(page.Locator($"#now [data-figure={figure}] b")).ToHaveTextAsync(
        value.ToString("N0", CultureInfo.InvariantCulture), new LocatorAssertionsToHaveTextOptions { Timeout = (float)Eventually.Timeout.TotalMilliseconds });

    private static bool CanRent(JsonNode? station) => (int)station!["is_installed"]! == 1 && (int)station["is_renting"]! == 1;

    private static bool CanReturn(JsonNode? station) => (int)station!["is_installed"]! == 1 && (int)station["is_returning"]! == 1;

    private static Task<JsonNode> AddressesAsync(TemporaryDirectory directory) => Eventually.FindAsync(async () =>
    {
        var file = Path.Combine(directory.Path, "endpoints.json");
        return File.Exists(file) ? JsonNode.Parse(await File.ReadAllTextAsync(file)) : null;
    });

    private static Task<JsonArray> RawStationsAsync(Uri bigQuery) => Eventually.FindAsync(async () =>
    {
        using var client = new HttpClient { BaseAddress = bigQuery };
        using var query = new StringContent(
            """{"query": "SELECT TO_JSON_STRING(payload) FROM pmp_raw.velib_station_status_raw ORDER BY ingest_ts DESC LIMIT 1", "useLegacySql": false}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("bigquery/v2/projects/pmp-local/queries", query);
        if (!response.IsSuccessStatusCode) return null;
        var rows = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["rows"]?.AsArray();
        return rows is [{ } row, ..] ? JsonNode.Parse((string)row["f"]![0]!["v"]!)!["data"]!["stations"]!.AsArray() : null;
    });
}
