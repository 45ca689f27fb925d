using Microsoft.Net.Http.Headers;
using PmpPulse.Feeds.Simulation;
using PmpPulse.FeedSimulator.Faults;
using PmpPulse.ServiceDefaults;

namespace PmpPulse.FeedSimulator.Serving;

/// <summary>The feeds at Vélib's own paths, gzipped for those who ask.</summary>
internal sealed class FeedEndpoints(IFeedSource source, SimulatorOptions options, TimeProvider clock)
{
    private const string Root = "/opendata/Velib_Metropole";
    public const string StatusPath = Root + "/station_status.json";
    public const string InformationPath = Root + "/station_information.json";
    public const string VehicleTypesPath = Root + "/vehicle_types.json";
    public const string StatePath = "/";

    /// <summary>Path of a kind of feed, by its name.</summary>
    public static string PathOf(string kind) => $"{Root}/{kind}.json";

    private readonly PollTrace _polls = new();
    private int _requests;

    public async Task StatusAsync(HttpContext context)
    {
        // a browser is shown what the collector got last
        var isPoll = !BrowserRequest.Is(context.Request) && !_polls.IsRetry(context.Request);
        await AnswerAsync(context, await source.StatusAsync(isRetry: !isPoll, context.RequestAborted));
    }

    public async Task InformationAsync(HttpContext context) =>
        await AnswerAsync(context, await source.InformationAsync(context.RequestAborted));

    public async Task VehicleTypesAsync(HttpContext context) =>
        await AnswerAsync(context, await source.VehicleTypesAsync(context.RequestAborted));

    public async Task DocumentAsync(HttpContext context, ISimulatedFeed feed) =>
        await AnswerAsync(context, await source.DocumentAsync(feed, context.RequestAborted));

    public IResult State() => TypedResults.Json(source.Describe(), SimulatorJson.Default.FeedState);

    private async Task AnswerAsync(HttpContext context, FeedDocument? document)
    {
        if (document is null)
        {
            await new Problem(StatusCodes.Status404NotFound, "not_recorded", $"No {Path.GetFileName(context.Request.Path)} is served: the recording has none, or the simulated city doesn't.").ToResult().ExecuteAsync(context);
            return;
        }

        var request = BrowserRequest.Is(context.Request) ? _requests : Interlocked.Increment(ref _requests);
        if (options.Fault.Kind is not FaultKind.None && (options.FaultRequests == 0 || request <= options.FaultRequests))
        {
            await FaultyAnswers.AnswerAsync(context, options.Fault, document, clock);
            return;
        }

        await SendAsync(context, document);
    }

    private async Task SendAsync(HttpContext context, FeedDocument document)
    {
        var response = context.Response;
        if (options.EntityTags)
        {
            response.Headers.ETag = document.EntityTag;
            if (context.Request.Headers.IfNoneMatch.Contains(document.EntityTag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        var body = document.Json;
        if (AcceptsGzip(context.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            body = document.Gzipped;
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == "gzip" && coding.Quality is not 0);
}
