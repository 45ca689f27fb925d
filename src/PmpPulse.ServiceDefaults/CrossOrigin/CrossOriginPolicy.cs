using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using PmpPulse.ServiceDefaults.Http;
using PmpPulse.ServiceDefaults.Logging;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.ServiceDefaults.CrossOrigin;

/// <summary>
/// Distinguishes a program's request from one that a web page made a browser send. Listening on a loopback address keeps no page out: every
/// page that is open on this machine can send requests to it, and what the
/// <see href="https://fetch.spec.whatwg.org/#cors-safelisted-request-header">Fetch standard</see> calls simple without a preflight.
/// </summary>
/// <param name="Hosts">The names the server answers to; null if the platform in front of it checks them.</param>
/// <param name="NeedsProof">
/// Whether requests that may change something need a header that no page can send without a preflight. Not if each caller's token is
/// verified: that is proof.
/// </param>
/// <param name="TakesGrpc">Whether gRPC is served beside JSON.</param>
/// <param name="ServesPages">Whether a link on another page may lead here: it shows the answer to a person, and to no page.</param>
internal sealed record CrossOriginPolicy(AllowedHosts? Hosts, bool NeedsProof, bool TakesGrpc, bool ServesPages = false)
{
    private const string SecFetchSite = "Sec-Fetch-Site";
    private const string PreflightPrefix = "Access-Control-Request-";
    private const string ForwardedHost = "X-Forwarded-Host";

    /// <summary>Why the request is refused; null where it is not.</summary>
    public Problem? Check(HttpContext context) => CheckHost(context) ?? CheckOrigin(context.Request) ?? (NeedsProof ? CheckProof(context) : null);

    private Problem? CheckHost(HttpContext context)
    {
        if (Hosts is null) return null;
        var request = context.Request;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (target is not ['/', ..] and not "*")
            return Refused("target_not_allowed", "The request's target must be a path: this server is not a proxy.");
        if (request.Headers.Host is not [{ } host] || !Hosts.Allow(host, context.Connection))
        {
            return Refused(
                "host_not_allowed",
                $"The Host '{LogText.Bounded(request.Headers.Host.ToString(), 100)}' is not a name of this server. Call it by localhost or 127.0.0.1 and its port {context.Connection.LocalPort}, or start it with {CommonSettings.AllowedHosts.Name} naming that host too.");
        }

        return ForwardedHosts(request.Headers).All(forwarded => Hosts.AllowProxy(forwarded, context.Connection))
            ? null
            : Refused("host_not_allowed", $"The request was forwarded for a host that is not a name of this server. Start it with {CommonSettings.AllowedHosts.Name} naming that host too.");
    }

    private static IEnumerable<string> ForwardedHosts(IHeaderDictionary headers) =>
        headers[ForwardedHost].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Concat(headers["Forwarded"].SelectMany(value => (value ?? "").Split(',', ';'))
                .Select(pair => pair.Trim())
                .Where(pair => pair.StartsWith("host=", StringComparison.OrdinalIgnoreCase))
                .Select(pair => pair["host=".Length..].Trim('"')));

    private Problem? CheckOrigin(HttpRequest request)
    {
        var headers = request.Headers;
        if (ServesPages && IsFollowedLink(request)) return null;
        if (headers.Keys.Any(name => name.StartsWith(PreflightPrefix, StringComparison.OrdinalIgnoreCase)))
            return Refused("preflight_refused", "No web page may call this server from another origin, so there is nothing to ask for.");
        if (headers.Origin.Count > 0 && !IsOwn(headers.Origin, request))
            return CrossOrigin($"the web page at '{LogText.Bounded(headers.Origin.ToString(), 100)}'");
        if (headers.TryGetValue(SecFetchSite, out var site) && site is not ["same-origin"] && !(site is ["none"] && IsSafe(request.Method)))
            return CrossOrigin("a web page of another origin");
        return null;
    }

    // what a browser sends when a person follows a link or types an address, and what no script can send
    private static bool IsFollowedLink(HttpRequest request) =>
        IsSafe(request.Method) && request.Headers.Origin.Count == 0 && request.Headers["Sec-Fetch-Mode"] is ["navigate"] && request.Headers["Sec-Fetch-Dest"] is ["document"];

    private static bool IsOwn(StringValues origin, HttpRequest request) =>
        origin is [{ } own] && (string.Equals(own, $"http://{request.Headers.Host}", StringComparison.OrdinalIgnoreCase)
            || string.Equals(own, $"https://{request.Headers.Host}", StringComparison.OrdinalIgnoreCase));

    private Problem? CheckProof(HttpContext context)
    {
        var request = context.Request;
        if (IsSafe(request.Method) || IsJson(request) || (TakesGrpc && request.IsGrpc())) return null;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? request.ContentLength is not 0 and not null)
        {
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "content_type_not_json",
                $"A request with a body must say that it is JSON: send the header 'Content-Type: application/json'; it says '{LogText.Bounded(request.Headers.ContentType.ToString(), 100)}'.");
        }

        // every other method makes a browser send a preflight
        return !HttpMethods.IsPost(request.Method) || HasProof(request.Headers)
            ? null
            : Refused("proof_missing",
                "Any web page could have made a browser send this: an empty POST needs a header that no page can set. Send 'Content-Type: application/json', an 'Authorization: Bearer' or an 'X-Goog-…' header.");
    }

    // a browser may add Basic credentials by itself, but never Bearer ones
    private static bool HasProof(IHeaderDictionary headers) =>
        headers.Authorization.Any(value => value?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ?? false)
        || headers.Keys.Any(name => name.StartsWith("X-Goog-", StringComparison.OrdinalIgnoreCase));

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static bool IsJson(HttpRequest request) => string.Equals(request.SingleMediaType(), "application/json", StringComparison.OrdinalIgnoreCase);

    private static Problem CrossOrigin(string who) => Refused(
        "cross_origin", $"This is a request of {who}, and pages of another origin may not call this server. Call it from a program.");

    private static Problem Refused(string reason, string detail) => new(StatusCodes.Status403Forbidden, reason, detail);
}
