using System.Globalization;
using Grpc.Core;
using PmpPulse.ServiceDefaults.CrossOrigin;
using PmpPulse.ServiceDefaults.Http;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Words the refusal of a request that web pages could send as Google's APIs word theirs.</summary>
internal sealed class GoogleRefusal : IRefusalAnswer
{
    private const string Domain = "localcloud.pmp-pulse.invalid";

    public Task WriteAsync(HttpContext context, Problem problem)
    {
        if (context.Request.IsGrpc()) return WriteGrpc(context.Response, problem);
        var legacyReason = problem.Status == StatusCodes.Status403Forbidden ? "forbidden" : "invalid";
        return GoogleErrorMiddleware.WriteAsync(context, new GoogleError(
            new GoogleErrorBody(problem.Status, problem.Detail, GoogleError.StatusName(problem.Status))
            {
                Errors = [new GoogleErrorItem(problem.Detail, "global", legacyReason)],
                Details = [new GoogleErrorReason(problem.Reason.ToUpperInvariant(), Domain)],
            }));
    }

    /// <summary>A status that stands in the headers is the call's, whatever the HTTP status: that one is for callers that are not gRPC clients.</summary>
    private static Task WriteGrpc(HttpResponse response, Problem problem)
    {
        response.StatusCode = problem.Status;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)StatusCode.PermissionDenied).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(problem.Detail);
        return Task.CompletedTask;
    }
}
