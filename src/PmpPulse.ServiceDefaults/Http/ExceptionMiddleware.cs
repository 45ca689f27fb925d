using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PmpPulse.ServiceDefaults;

/// <summary>Turns what a handler throws into a <see cref="Problem"/>: a request's own fault into its 4xx, anything else into 500.</summary>
internal sealed class ExceptionMiddleware(RequestDelegate next, ILogger<ExceptionMiddleware> logger)
{
    // nginx's number for "the client closed the connection": nobody reads it, but it stands in the log
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await new ProblemResult(exception.StatusCode, Reason(exception.StatusCode), exception.Message).ExecuteAsync(context);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : ClientClosedRequest;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Log.UnhandledException(logger, exception, context.Request.Path);
            await new ProblemResult(StatusCodes.Status500InternalServerError, "internal_error", "The service failed; its log says why.")
                .ExecuteAsync(context);
        }
    }

    private static string Reason(int status) =>
        status == StatusCodes.Status413PayloadTooLarge ? "body_too_large" : "bad_request";
}
