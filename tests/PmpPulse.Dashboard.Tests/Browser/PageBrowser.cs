using Microsoft.Playwright;
using PmpPulse.Testing;

namespace PmpPulse.Dashboard.Tests.Browser;

/// <summary>This machine's Chromium, headless; skips the test if there is none.</summary>
internal sealed class PageBrowser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private PageBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Scripts that failed, and what the policy refused.</summary>
    public List<string> Errors { get; } = [];

    public static async Task<PageBrowser> StartAsync()
    {
        var executable = ChromiumBinary.Find();
        Assert.SkipWhen(executable is null, ChromiumBinary.Missing);
        var playwright = await Playwright.CreateAsync();
        return new PageBrowser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = ["--no-sandbox", "--disable-gpu"] }));
    }

    /// <summary>Opens a page and waits until it shows data, or says that there is none.</summary>
    public async Task<IPage> OpenAsync(Uri address, int width = 1440, int height = 900, string? theme = null)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            Locale = "en-GB",
            AcceptDownloads = true,
        });
        // a busy machine is slow, not broken
        context.SetDefaultTimeout((float)Eventually.Timeout.TotalMilliseconds);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => Errors.Add(error);
        page.Console += (_, message) =>
        {
            // a tile that can't be had is in the browser's log, which no page can prevent
            if (message.Type == "error" && !message.Text.Contains("net::", StringComparison.Ordinal)) Errors.Add(message.Text);
        };
        await page.GotoAsync(address.ToString());
        await page.Locator("#now .tile").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
