using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PmpPulse.ServiceDefaults.Logging;

namespace PmpPulse.ServiceDefaults.CrossOrigin;

/// <summary>
/// Refuses what <see cref="CrossOriginPolicy"/> refuses, before anything else reads the request, and restricts browsers' use of
/// any answer: not to guess its type, not to give it to other pages, not to show it in a frame.
/// </summary>
internal sealed class CrossOriginMiddleware(
    RequestDelegate next, CrossOriginPolicy policy, IRefusalAnswer answer, TimeProvider clock, ILogger<CrossOriginMiddleware> logger)
{
    private readonly OncePerSecond _log = new(clock);

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.IsGrpc()) AddBrowserHeaders(context.Response.Headers);
        if (policy.Check(context) is not { } problem) return next(context);
        // a page can send thousands a second, which must not fill the disk with log lines
        if (_log.TryEnter(out var suppressed))
        {
            Log.RequestRefused(logger, context.Request.Method, context.Request.Path, problem.Reason, problem.Detail, suppressed);
        }

        return answer.WriteAsync(context, problem);
    }

    private static void AddBrowserHeaders(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
