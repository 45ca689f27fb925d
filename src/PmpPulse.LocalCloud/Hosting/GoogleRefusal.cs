using System.Globalization;
using Grpc.Core;
using PmpPulse.ServiceDefaults.CrossOrigin;
using PmpPulse.ServiceDefaults.Http;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Refuses requests that web pages could have sent, in the format of Google's APIs.</summary>
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

    /// <summary>gRPC clients read the status from the headers and ignore the HTTP status, which is for all others.</summary>
    private static Task WriteGrpc(HttpResponse response, Problem problem)
    {
        response.StatusCode = problem.Status;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)StatusCode.PermissionDenied).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(problem.Detail);
        return Task.CompletedTask;
    }
}
