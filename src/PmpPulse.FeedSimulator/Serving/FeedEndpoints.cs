using Microsoft.Net.Http.Headers;
using PmpPulse.FeedSimulator.Faults;
using PmpPulse.Feeds.Simulation;
using PmpPulse.ServiceDefaults.Http;

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

    private int _requests;
    private int _undelivered;

    public async Task StatusAsync(HttpContext context)
    {
        // a browser gets the collector's last document; and a document that did not get through is served again, so that no retry loses a
        // snapshot
        var isBrowser = BrowserRequest.Is(context.Request);
        var isRepeated = isBrowser || Interlocked.Exchange(ref _undelivered, 0) == 1;
        var isDelivered = false;
        try
        {
            isDelivered = await AnswerAsync(context, await source.StatusAsync(isRepeated, context.RequestAborted));
        }
        finally
        {
            if (!isBrowser && !isDelivered) Interlocked.Exchange(ref _undelivered, 1);
        }
    }

    public async Task InformationAsync(HttpContext context) =>
        await AnswerAsync(context, await source.InformationAsync(context.RequestAborted));

    public async Task VehicleTypesAsync(HttpContext context) =>
        await AnswerAsync(context, await source.VehicleTypesAsync(context.RequestAborted));

    public async Task DocumentAsync(HttpContext context, ISimulatedFeed feed) =>
        await AnswerAsync(context, await source.DocumentAsync(feed, context.RequestAborted));

    public IResult State() => TypedResults.Json(source.Describe(), SimulatorJson.Default.FeedState);

    /// <returns>Whether the caller got the document, in any form.</returns>
    private async Task<bool> AnswerAsync(HttpContext context, FeedDocument? document)
    {
        if (document is null)
        {
            await new Problem(StatusCodes.Status404NotFound, "not_recorded", $"No {Path.GetFileName(context.Request.Path)} is served: the recording has none, or the simulated city doesn't.").ToResult().ExecuteAsync(context);
            return true;
        }

        var request = BrowserRequest.Is(context.Request) ? _requests : Interlocked.Increment(ref _requests);
        if (options.Fault.Kind is not FaultKind.None && (options.FaultRequests == 0 || request <= options.FaultRequests))
        {
            await FaultyAnswers.AnswerAsync(context, options.Fault, document, clock);
            return options.Fault.Kind is FaultKind.Slow or >= FaultKind.TopLevel && !context.RequestAborted.IsCancellationRequested;
        }

        await SendAsync(context, document);
        return !context.RequestAborted.IsCancellationRequested;
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
