namespace PmpPulse.FeedSimulator.Serving;

/// <summary>
/// Recognizes requests of web browsers. Any page can make one GET the feed (an image's address is enough), which must not use up a snapshot
/// that a collector should get.
/// </summary>
internal static class BrowserRequest
{
    private const string FetchMetadata = "Sec-Fetch-";

    // every browser's name has begun like this since the nineties, and a page can set neither this header nor those without a preflight
    private const string BrowserName = "Mozilla/";

    public static bool Is(HttpRequest request) =>
        request.Headers.UserAgent.ToString().StartsWith(BrowserName, StringComparison.OrdinalIgnoreCase)
        || request.Headers.Keys.Any(name => name.StartsWith(FetchMetadata, StringComparison.OrdinalIgnoreCase));
}
