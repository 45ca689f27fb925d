using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PmpPulse.Testing;
using static Microsoft.Playwright.Assertions;

namespace PmpPulse.Dashboard.Tests.Browser;

/// <summary>axe finds nothing to object to: names, roles, contrast, order.</summary>
[Trait("Category", "Slow")]
public sealed class AccessibilityTests
{
    [Theory]
    [InlineData("/", "light", 1440)]
    [InlineData("/", "dark", 1440)]
    [InlineData("/?station=20017", "light", 1440)]
    [InlineData("/?station=20017", "dark", 390)]
    [InlineData("/?view=city", "light", 1440)]
    [InlineData("/?view=city&lang=fr", "dark", 1024)]
    [InlineData("/?view=pipeline", "light", 390)]
    [InlineData("/?view=pipeline", "dark", 1440)]
    public async Task Page_InEveryViewAndTheme_HasNoViolation(string path, string theme, int width)
    {
        await using var server = await PageTests.StartAsync();
        await using var browser = await PageBrowser.StartAsync();
        var page = await browser.OpenAsync(new Uri(server.Address, path), width, theme: theme);
        await Expect(page.Locator(".card:not(.loading):visible").First).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = (float)Eventually.Timeout.TotalMilliseconds });

        var found = await page.RunAxe();

        found.Violations.Select(Describe).Should().BeEmpty();
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}";
}
