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

    /// <summary>gRPC wraps what went wrong with the credentials as INTERNAL; that is no fault of the server's and no retry helps.</summary>
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
