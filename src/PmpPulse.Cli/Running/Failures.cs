using System.Net;
using Grpc.Core;
using PmpPulse.Cli.Status;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli.Running;

/// <summary>What an operator is told of a failure, with what mends it.</summary>
internal static class Failures
{
    /// <summary>One or two sentences; null for what is a fault of this program.</summary>
    public static string? Explain(Exception exception, Target target) => exception switch
    {
        GoogleCloudConfigurationException or MisuseException or NothingReadException => exception.Message,
        GoogleApiException refused => $"refused ({(int)refused.StatusCode}): {Sentence(refused.Message)}{Remedy(refused.StatusCode, target)}",
        RpcException { Status.DebugException: { } cause } when Configuration(cause) is { } misconfigured => misconfigured.Message,
        RpcException { StatusCode: StatusCode.Unavailable } call => $"nothing answers: {Sentence(call.Status.Detail)}{Unreachable(target)}",
        RpcException call => $"refused ({call.StatusCode}): {Sentence(call.Status.Detail)}{Remedy(Http(call.StatusCode), target)}",
        HttpRequestException => $"nothing answers: {Sentence(exception.Message)}{Unreachable(target)}",
        _ => null,
    };

    private static string Unreachable(Target target) => target == Target.Local
        ? " Start the system with `make up`, or name its data directory with --data-dir."
        : " Is this machine online, and does a proxy let *.googleapis.com through?";

    private static string Remedy(HttpStatusCode status, Target target) => (target, (int)status) switch
    {
        (Target.Local, _) => string.Empty,
        (_, 401) => " Log in again: gcloud auth application-default login",
        (_, 403) => " `pmpctl doctor` names the missing API or permission, and what grants it.",
        (_, 404) => " If it was never created: terraform -chdir=infra/terraform apply",
        (_, 409 or 412) => " Somebody else changed it at the same moment: run this again.",
        (_, 429) => " A quota is used up: run this again in a minute.",
        (_, >= 500) => " That is Google's fault and usually passes: run this again; https://status.cloud.google.com",
        _ => string.Empty,
    };

    private static HttpStatusCode Http(StatusCode status) => status switch
    {
        StatusCode.Unauthenticated => HttpStatusCode.Unauthorized,
        StatusCode.PermissionDenied => HttpStatusCode.Forbidden,
        StatusCode.NotFound => HttpStatusCode.NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted => HttpStatusCode.Conflict,
        StatusCode.ResourceExhausted => HttpStatusCode.TooManyRequests,
        StatusCode.Internal or StatusCode.Unknown or StatusCode.DeadlineExceeded => HttpStatusCode.InternalServerError,
        _ => HttpStatusCode.BadRequest,
    };

    private static GoogleCloudConfigurationException? Configuration(Exception? exception) =>
        exception is null ? null : exception as GoogleCloudConfigurationException ?? Configuration(exception.InnerException);

    private static string Sentence(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length > 0 && trimmed[^1] is not ('.' or '!' or '?') ? $"{trimmed}." : trimmed;
    }
}
