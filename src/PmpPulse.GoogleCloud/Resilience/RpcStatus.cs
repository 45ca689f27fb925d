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

    /// <summary>Whether the API is not enabled in the project, by the reason that Google's front ends give (google.rpc.ErrorInfo).</summary>
    public static bool IsServiceDisabled(this RpcException exception)
    {
        if (exception.StatusCode != StatusCode.PermissionDenied || exception.Trailers.GetValueBytes("grpc-status-details-bin") is not { } details) return false;
        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(details).Details.Any(detail => detail.TryUnpack<Google.Rpc.ErrorInfo>(out var info) && info.Reason == "SERVICE_DISABLED");
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            return false;
        }
    }

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
