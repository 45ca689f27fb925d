using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PmpPulse.Dashboard.Tests.Support;
using PmpPulse.Testing;
using static Microsoft.Playwright.Assertions;

namespace PmpPulse.Dashboard.Tests.Browser;

/// <summary>The page in a browser, over a made-up warehouse.</summary>
[Trait("Category", "Slow")]
public sealed partial class PageTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = (float)Eventually.Timeout.TotalMilliseconds };

    [Fact]
    public async Task Map_SearchFilterAndStation_AreInTheAddressAndGoBack()
    {
        await using var server = await StartAsync();
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator(".map[data-drawn='300']")).ToBeVisibleAsync(Patient);

        await page.GetByRole(AriaRole.Combobox).FillAsync("place 17");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#panel h2").First).ToHaveTextAsync("Place 17");
        page.Url.Should().Contain("station=20017");
        await Expect(page.Locator("#panel .count[data-key=bikes] b")).ToHaveTextAsync("17");
        await Expect(page.Locator("#panel .chart svg").First).ToBeVisibleAsync(Patient);

        await page.Locator("#now button[data-figure=empty]").ClickAsync();
        page.Url.Should().Contain("only=empty");
        await page.ReloadAsync();
        await Expect(page.Locator("#now button[data-figure=empty]")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Locator("#panel h2").First).ToHaveTextAsync("Place 17");

        await page.GetByRole(AriaRole.Link, new() { Name = "City" }).ClickAsync();
        await Expect(page.Locator("#page h2").First).ToBeVisibleAsync(Patient);
        await page.GoBackAsync();
        await Expect(page.Locator("#panel h2").First).ToHaveTextAsync("Place 17");
        browser.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Map_ByKeyboard_OpensTheStationInTheMiddle()
    {
        await using var server = await StartAsync();
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator(".map[data-drawn='300']")).ToBeVisibleAsync(Patient);

        await page.Locator("canvas.dots").FocusAsync();
        foreach (var key in new[] { "+", "+", "ArrowLeft", "-", "Enter" }) await page.Keyboard.PressAsync(key);

        await Expect(page.Locator("#panel .count").First).ToBeVisibleAsync(Patient);
        page.Url.Should().Contain("station=").And.Contain("z=");
        browser.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Slider_Moved_ShowsThePastAndSaysSo()
    {
        await using var server = await StartAsync();
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(server.Address);
        var slider = page.GetByRole(AriaRole.Slider);
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(slider).ToHaveAttributeAsync("max", "96");
        await page.Keyboard.PressAsync("Home");

        await Expect(page.Locator("#age")).ToHaveAttributeAsync("data-level", "past");
        page.Url.Should().Contain("at=");
        await page.GetByRole(AriaRole.Button, new() { Name = "Live" }).ClickAsync();
        await Expect(page.Locator("#age")).ToHaveAttributeAsync("data-level", "fresh");
        browser.Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData(10, "late", "late")]
    [InlineData(90, "stopped", "stopped")]
    public async Task Data_Old_IsAmberThenRedAndSaidInWords(int minutes, string level, string said)
    {
        await using var server = await StartAsync(TimeSpan.FromMinutes(minutes));
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(server.Address);

        await Expect(page.Locator("#age")).ToHaveAttributeAsync("data-level", level);
        await Expect(page.Locator("#notices")).ToContainTextAsync(said);
    }

    [Fact]
    public async Task Refresh_NewSnapshot_ChangesTheFigures()
    {
        await using var server = await StartAsync(null, "--REFRESH_SECONDS=1");
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#now [data-figure=open] b")).ToHaveTextAsync("300");

        MadeUpCity.Fill(server.Warehouse, TimeProvider.System.GetUtcNow(), stations: 301);

        await Expect(page.Locator("#now [data-figure=open] b")).ToHaveTextAsync("301", new() { Timeout = (float)Eventually.Timeout.TotalMilliseconds });
        browser.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Warehouse_Down_PageSaysSoAndRecovers()
    {
        await using var server = await StartAsync(null, "--REFRESH_SECONDS=1");
        server.Warehouse.Refusal = 403;
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator("#notices")).ToContainTextAsync("not allowed to read");
        await Expect(page.Locator("#now [data-figure=bikes] b")).ToHaveTextAsync("–");

        server.Warehouse.Refusal = 0;

        await Expect(page.Locator("#now [data-figure=open] b")).ToHaveTextAsync("300", new() { Timeout = (float)Eventually.Timeout.TotalMilliseconds });
        await Expect(page.Locator("#notices")).ToBeEmptyAsync();
        browser.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Names_Hostile_AreShownAsText()
    {
        const string Name = "<img src=x onerror=alert(1)>\"'&🚲";
        await using var server = await StartAsync();
        server.Warehouse.Marts["gbfs_latest_state_enriched"] =
        [
            MadeUpCity.Station("<b>1</b>", TimeProvider.System.GetUtcNow(), name: Name, bikes: 0), MadeUpCity.Station("2", TimeProvider.System.GetUtcNow(), name: null, lat: null, lon: null, capacity: null),
        ];
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(new Uri(server.Address, "/?station=%3Cb%3E1%3C%2Fb%3E"));

        await Expect(page.Locator("#panel h2").First).ToHaveTextAsync(Name);
        await page.GotoAsync(new Uri(server.Address, "/?station=2").ToString());
        await Expect(page.Locator("#panel h2").First).ToHaveTextAsync("2");
        (await page.Locator("img").CountAsync()).Should().Be(0);
        browser.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Streets_Unreachable_PlainGroundAndOneRequest()
    {
        await using var server = await StartAsync(null, "--STREETS_URL=http://tiles.invalid/{z}/{x}/{y}.png");
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator(".map[data-drawn='300']")).ToBeVisibleAsync(Patient);
        var foreign = new List<string>();
        page.Request += (_, request) => { if (!request.Url.StartsWith(server.Address.ToString(), StringComparison.Ordinal)) foreign.Add(request.Url); };

        await page.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();

        await Expect(page.Locator(".attribution")).ToBeHiddenAsync();
        foreign.Count(url => !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal)).Should().BeLessThanOrEqualTo(1, "the first tile decides");
        browser.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Downloads_CsvAndPng_HoldWhatIsShown()
    {
        await using var server = await StartAsync();
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(new Uri(server.Address, "/?view=city"));
        await Expect(page.Locator("#page .chart svg").First).ToBeVisibleAsync(Patient);

        var csv = await page.RunAndWaitForDownloadAsync(() => page.Locator("#page .card").First.GetByText("CSV").ClickAsync());
        var png = await page.RunAndWaitForDownloadAsync(() => page.Locator("#page .card").First.GetByText("PNG").ClickAsync());

        await page.GotoAsync(new Uri(server.Address, "/?only=empty").ToString());
        await Expect(page.Locator(".map[data-drawn='300']")).ToBeVisibleAsync(Patient);
        var stations = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download the stations shown as CSV" }).ClickAsync());

        (await File.ReadAllLinesAsync(await stations.PathAsync())).Should().HaveCount(1 + 15, "every 21st of 300 stations is empty");
        csv.SuggestedFilename.Should().EndWith(".csv");
        (await File.ReadAllTextAsync(await csv.PathAsync())).Should().Contain("time,bikes");
        (await File.ReadAllBytesAsync(await png.PathAsync())).AsSpan(1, 3).SequenceEqual("PNG"u8).Should().BeTrue();
        browser.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Language_And_Theme_AreKept()
    {
        await using var server = await StartAsync();
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(server.Address);

        await page.GetByRole(AriaRole.Button, new() { NameRegex = French() }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        await Expect(page.Locator("#tabs a").First).ToHaveTextAsync("Carte");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clair ou sombre" }).ClickAsync();
        await page.GotoAsync(server.Address.ToString());

        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        (await page.Context.CookiesAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task Stations_FewOrMany_AreAllDrawn(int stations)
    {
        await using var server = await StartAsync();
        MadeUpCity.Fill(server.Warehouse, TimeProvider.System.GetUtcNow(), stations);
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(server.Address);

        await Expect(page.Locator("#now [data-figure=open] b")).ToHaveTextAsync(stations.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), new() { Timeout = (float)Eventually.Timeout.TotalMilliseconds });
        await Expect(page.Locator($".map[data-drawn='{stations}']")).ToBeVisibleAsync(Patient);
        browser.Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData(390, "/")]
    [InlineData(390, "/?station=20003")]
    [InlineData(390, "/?view=city&lang=fr")]
    [InlineData(390, "/?view=pipeline&lang=fr")]
    [InlineData(1024, "/?lang=fr")]
    public async Task Width_OfAPhone_NothingIsWiderThanTheScreen(int width, string path)
    {
        await using var server = await StartAsync();
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(new Uri(server.Address, path), width, 844);
        await Expect(page.Locator(".card:visible").First).ToBeVisibleAsync(Patient);

        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
    }

    internal static async Task<DashboardServer> StartAsync(TimeSpan? age = null, params string[] settings)
    {
        var server = await DashboardServer.StartAsync(null, ["--STREETS_URL=none", .. settings]);
        MadeUpCity.Fill(server.Warehouse, TimeProvider.System.GetUtcNow() - (age ?? TimeSpan.FromSeconds(30)), stations: 300);
        return server;
    }

    [GeneratedRegex("Français")]
    private static partial Regex French();
}
