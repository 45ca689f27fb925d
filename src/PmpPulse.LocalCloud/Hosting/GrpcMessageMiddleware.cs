using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>
/// Answers INVALID_ARGUMENT to a request that can't be parsed, as Google does. The server parses requests before it calls any interceptor
/// or handler, and answers UNKNOWN on failure. Handlers never return UNKNOWN (see <see cref="GrpcErrorInterceptor"/>), so it can be
/// replaced.
/// </summary>
internal sealed class GrpcMessageMiddleware(RequestDelegate next)
{
    private const string Status = "grpc-status";
    private const string Message = "grpc-message";

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        // a response without a message carries its status in the headers
        Correct(context.Response.HasStarted ? null : context.Response.Headers);
        Correct(context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers);
    }

    private static void Correct(IHeaderDictionary? headers)
    {
        if (headers is null || headers.IsReadOnly
            || headers[Status] != ((int)StatusCode.Unknown).ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            return;
        }

        headers[Status] = ((int)StatusCode.InvalidArgument).ToString(System.Globalization.CultureInfo.InvariantCulture);
        headers[Message] = "The request is not a valid message of this method.";
    }
}
