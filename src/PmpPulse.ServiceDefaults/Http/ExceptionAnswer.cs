using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PmpPulse.ServiceDefaults.Http;

/// <summary>Turns a handler's exception into a <see cref="Problem"/>: a request's own fault into its 4xx, anything else into 500.</summary>
internal sealed class ExceptionAnswer(ILogger<ExceptionAnswer> logger) : IExceptionHandler
{
    /// <inheritdoc />
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        Problem problem;
        if (exception is BadHttpRequestException bad)
        {
            problem = new Problem(bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "body_too_large" : "bad_request", bad.Message);
        }
        else
        {
            Log.UnhandledException(logger, exception, httpContext.Request.Path);
            problem = new Problem(StatusCodes.Status500InternalServerError, "internal_error", "The service failed; its log says why.");
        }

        await problem.ToResult().ExecuteAsync(httpContext);
        return true;
    }
}
