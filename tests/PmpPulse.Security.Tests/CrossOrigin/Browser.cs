using Microsoft.Playwright;
using PmpPulse.Testing;

namespace PmpPulse.Security.Tests.CrossOrigin;

/// <summary>This machine's Chromium, headless, with a fresh profile; skips the test if there is none.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly TemporaryDirectory _profile = new();
    private IPlaywright? _playwright;

    public IBrowserContext Context { get; private set; } = null!;

    /// <param name="hosts">Foreign names that resolve to this machine.</param>
    public static async Task<Browser> StartAsync(params string[] hosts)
    {
        var executable = ChromiumBinary.Find();
        Assert.SkipWhen(executable is null, ChromiumBinary.Missing);
        var browser = new Browser();
        try
        {
            browser._playwright = await Playwright.CreateAsync();
            browser.Context = await browser._playwright.Chromium.LaunchPersistentContextAsync(browser._profile.Path, new BrowserTypeLaunchPersistentContextOptions
            {
                ExecutablePath = executable,
                Headless = true,
                ServiceWorkers = ServiceWorkerPolicy.Allow,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    // newer browsers ask before a page may reach this machine; we protect users of others, and those who say yes
                    "--disable-features=LocalNetworkAccessChecks",
                    $"--host-resolver-rules={string.Join(", ", hosts.Select(host => $"MAP {host} 127.0.0.1"))}",
                ],
            });
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Context is not null) await Context.DisposeAsync();
        _playwright?.Dispose();
        _profile.Dispose();
    }
}
