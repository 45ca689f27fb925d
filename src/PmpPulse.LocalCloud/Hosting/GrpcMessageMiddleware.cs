using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>
/// A request that is not a message of its method is INVALID_ARGUMENT, as Google answers it. The server reads messages before any handler or
/// interceptor is asked, and calls what it can't read UNKNOWN; handlers' own failures never are (see <see cref="GrpcErrorInterceptor"/>).
/// </summary>
internal sealed class GrpcMessageMiddleware(RequestDelegate next)
{
    private const string Status = "grpc-status";
    private const string Message = "grpc-message";

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        // an answer without a message has its status among the headers
        Correct(context.Response.HasStarted ? null : context.Response.Headers);
        Correct(context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers);
    }

    private static void Correct(IHeaderDictionary? headers)
    {
        if (headers is null || headers.IsReadOnly || headers[Status] != ((int)StatusCode.Unknown).ToString(System.Globalization.CultureInfo.InvariantCulture)) return;
        headers[Status] = ((int)StatusCode.InvalidArgument).ToString(System.Globalization.CultureInfo.InvariantCulture);
        headers[Message] = "The request is not a valid message of this method.";
    }
}
