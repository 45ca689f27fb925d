using Google.Protobuf;
using Grpc.Core;

namespace PmpPulse.GoogleCloud;

/// <summary>Why Google refused a call, for programs (<see href="https://google.aip.dev/193#errorinfo"/>).</summary>
/// <param name="Reason">Such as <c>SERVICE_DISABLED</c>, <c>IAM_PERMISSION_DENIED</c>, <c>RATE_LIMIT_EXCEEDED</c>.</param>
/// <param name="Metadata">Such as <c>service</c>, <c>consumer</c>, <c>permission</c>, <c>quota_limit</c>.</param>
public sealed record GoogleErrorInfo(string Reason, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The API is not enabled in the project that the call is billed to.</summary>
    public const string ServiceDisabled = "SERVICE_DISABLED";

    /// <summary>The metadata's value for a name; null if there is none.</summary>
    public string? this[string name] => Metadata.GetValueOrDefault(name);

    /// <summary>From a gRPC call's trailers; null if they have none.</summary>
    public static GoogleErrorInfo? Of(RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception.Trailers.GetValueBytes("grpc-status-details-bin") is not { } details) return null;
        try
        {
            foreach (var detail in Google.Rpc.Status.Parser.ParseFrom(details).Details)
            {
                if (detail.TryUnpack<Google.Rpc.ErrorInfo>(out var info)) return new GoogleErrorInfo(info.Reason, info.Metadata.ToDictionary());
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // then only the status is known
        }

        return null;
    }
}
