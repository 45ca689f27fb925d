using Microsoft.AspNetCore.Builder;
using PmpPulse.BudgetStop;
using PmpPulse.Collector;
using PmpPulse.Curation;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Writer;

namespace PmpPulse.Security.Tests;

/// <summary>A service and the request that its legitimate caller makes.</summary>
/// <param name="Name">Name in the tests' output.</param>
/// <param name="Build">The service's own builder.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Path">The request's path.</param>
/// <param name="Settings">Settings that the service needs, in addition to those about callers.</param>
internal sealed record TestedService(string Name, Func<string[], HostedIn?, WebApplication> Build, HttpMethod Method, string Path, params string[] Settings)
{
    // nothing listens on port 1: an accepted request fails there
    private static readonly string[] Nowhere =
        ["--GOOGLE_CLOUD_PROJECT=test-project", "--PUBSUB_EMULATOR_HOST=127.0.0.1:1", "--BIGQUERY_EMULATOR_HOST=127.0.0.1:1"];

    private static readonly string[] NoFeed = ["--FEED_URL=http://127.0.0.1:1/feed.json", "--FEED_RETRIES=0"];

    /// <summary>Every service with callers. Add new services here.</summary>
    public static IReadOnlyList<TestedService> All { get; } =
    [
        new("status collector", CollectorService.Build, HttpMethod.Get, CollectorService.CollectPath, ["--FEED_ID=velib.station_status", .. NoFeed, .. Nowhere]),
        new("information collector", CollectorService.Build, HttpMethod.Get, CollectorService.CollectPath, ["--FEED_ID=velib.station_information", .. NoFeed, .. Nowhere]),
        new("raw writer", WriterService.Build, HttpMethod.Post, WriterService.PushPath, ["--FEED_ID=velib.station_status", .. Nowhere]),
        new("information writer", WriterService.Build, HttpMethod.Post, WriterService.PushPath, ["--FEED_ID=velib.station_information", .. Nowhere]),
        new("curation", CurationService.Build, HttpMethod.Post, CurationService.PushPath, ["--ENGINE=push", .. Nowhere]),
        new("budget stop", (args, _) => BudgetStopService.Build(args), HttpMethod.Post, "/pubsub", ["--BUDGET_STOP_RECORDS=test-bucket", .. Nowhere]),
    ];
}
