using System.Runtime.ExceptionServices;
using Grpc.Core;

namespace PmpPulse.GoogleCloud.Resilience;

/// <summary>What gRPC statuses mean to a client.</summary>
internal static class RpcStatus
{
    /// <summary>
    /// Statuses after which the same call may succeed: the ones Google's own Pub/Sub clients publish again after
    /// (<see href="https://cloud.google.com/pubsub/docs/reference/error-codes"/>).
    /// </summary>
    public static bool IsRetryable(StatusCode status) => status is
        StatusCode.Aborted or StatusCode.Cancelled or StatusCode.DeadlineExceeded or StatusCode.Internal or
        StatusCode.ResourceExhausted or StatusCode.Unavailable or StatusCode.Unknown;

    /// <summary>Whether the API is not enabled in the project, by the reason that Google's front ends give.</summary>
    public static bool IsServiceDisabled(this RpcException exception) =>
        exception.StatusCode == StatusCode.PermissionDenied && GoogleErrorInfo.Of(exception)?.Reason == GoogleErrorInfo.ServiceDisabled;

    /// <summary>
    /// The same failure, naming the call; for an abandoned try it says so, where gRPC says "Call canceled by the client".
    /// </summary>
    public static RpcException Of(this RpcException exception, string call, TimeSpan? gaveUpAfter = null)
    {
        var status = exception.Status;
        return gaveUpAfter is { } time
            ? new RpcException(new Status(StatusCode.DeadlineExceeded, $"{call}: no answer within {time.TotalSeconds:0} s", status.DebugException), exception.Trailers)
            // for a failed connection gRPC says "Error connecting to subchannel"; the cause says why
            : new RpcException(new Status(status.StatusCode, $"{call}: {status.DebugException?.GetBaseException().Message ?? status.Detail}", status.DebugException), exception.Trailers);
    }

    /// <summary>gRPC wraps what went wrong with the credentials as INTERNAL; that is not the server's fault, and no retry helps.</summary>
    public static void ThrowIfMisconfigured(this RpcException exception)
    {
        for (var cause = exception.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is GoogleCloudConfigurationException)
            {
                ExceptionDispatchInfo.Throw(cause);
            }
        }
    }
}
