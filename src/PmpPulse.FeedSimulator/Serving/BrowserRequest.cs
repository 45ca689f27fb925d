namespace PmpPulse.FeedSimulator.Serving;

/// <summary>
/// Tells requests of web browsers. Any page can have one GET the feed (an image's address is enough) and that must not use up a snapshot
/// which a collector is to get.
/// </summary>
internal static class BrowserRequest
{
    private const string FetchMetadata = "Sec-Fetch-";

    // every browser's name begins so since the nineties, and a page can set neither this header nor those without asking first
    private const string BrowserName = "Mozilla/";

    public static bool Is(HttpRequest request) =>
        request.Headers.UserAgent.ToString().StartsWith(BrowserName, StringComparison.OrdinalIgnoreCase)
        || request.Headers.Keys.Any(name => name.StartsWith(FetchMetadata, StringComparison.OrdinalIgnoreCase));
}
