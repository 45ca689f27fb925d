using System.Net.Sockets;
using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// What BigQuery's answers mean (<see href="https://cloud.google.com/bigquery/docs/write-api-best-practices#error-handling"/>).
/// </summary>
internal static class AppendOutcomes
{
    private const string StatusDetailsTrailer = "grpc-status-details-bin";

    /// <summary>An answer on the stream. An error guarantees that no row was accepted.</summary>
    public static AppendOutcome From(AppendRowsResponse response)
    {
        if (response.RowErrors.Count > 0)
        {
            var rows = response.RowErrors.Select(error => new RejectedRow((int)error.Index, error.Code, error.Message)).ToList();
            return new AppendOutcome.RowsRejected(rows, response.Error?.Message ?? rows[0].Message);
        }

        return response.ResponseCase == AppendRowsResponse.ResponseOneofCase.Error
            ? From(response.Error)
            : new AppendOutcome.Appended(response.AppendResult?.Offset);
    }

    /// <summary>
    /// The end of the call. A status about the request applies to the oldest append in flight; for those after it, and
    /// with any other status, it is unknown whether they were carried out.
    /// </summary>
    /// <param name="exception">How the call ended.</param>
    /// <param name="anyAnswered">
    /// Whether an append was answered on this connection: then access was granted, and a later denial may follow a write.
    /// </param>
    /// <param name="isOldest">Whether this is the oldest append in flight.</param>
    public static AppendOutcome FromEnd(RpcException exception, bool anyAnswered, bool isOldest)
    {
        var status = exception.Status;
        if (WasNotSent(status))
        {
            return new AppendOutcome.NotAppended(status.StatusCode, status.Detail, IsRetryable: true);
        }

        var judged = status.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.FailedPrecondition or
            StatusCode.AlreadyExists or StatusCode.OutOfRange or StatusCode.Unimplemented;
        var denied = status.StatusCode is StatusCode.PermissionDenied or StatusCode.Unauthenticated;
        if (!isOldest || (!judged && (!denied || anyAnswered)))
        {
            return new AppendOutcome.Unknown(status.StatusCode, status.Detail);
        }

        return From(Details(exception) ?? new Google.Rpc.Status { Code = (int)status.StatusCode, Message = status.Detail });
    }

    private static AppendOutcome From(Google.Rpc.Status error)
    {
        var code = (StatusCode)error.Code;
        return (StorageCode(error), code) switch
        {
            (StorageError.Types.StorageErrorCode.OffsetAlreadyExists, _) or (null, StatusCode.AlreadyExists) => new AppendOutcome.AlreadyExists(error.Message),
            (StorageError.Types.StorageErrorCode.OffsetOutOfRange, _) or (null, StatusCode.OutOfRange) => new AppendOutcome.OutOfRange(error.Message),
            (StorageError.Types.StorageErrorCode.StreamFinalized, _) => new AppendOutcome.StreamFinalized(error.Message),
            (_, StatusCode.Unavailable or StatusCode.Aborted or StatusCode.ResourceExhausted) => new AppendOutcome.NotAppended(code, error.Message, IsRetryable: true),
            // documented as not accepted, but a server that failed internally can't be sure; a repeat at the same offset finds out
            (_, StatusCode.Internal or StatusCode.Unknown or StatusCode.DeadlineExceeded or StatusCode.Cancelled) => new AppendOutcome.Unknown(code, error.Message),
            _ => new AppendOutcome.NotAppended(code, error.Message, IsRetryable: false),
        };
    }

    private static StorageError.Types.StorageErrorCode? StorageCode(Google.Rpc.Status error)
    {
        var code = error.Details.FirstOrDefault(detail => detail.Is(StorageError.Descriptor))?.Unpack<StorageError>().Code;
        return code is StorageError.Types.StorageErrorCode.Unspecified ? null : code;
    }

    private static Google.Rpc.Status? Details(RpcException exception)
    {
        try
        {
            return exception.Trailers.GetValueBytes(StatusDetailsTrailer) is { } bytes ? Google.Rpc.Status.Parser.ParseFrom(bytes) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    // gRPC passes on the connecting socket's error unwrapped; an error that broke a request in flight comes wrapped
    private static bool WasNotSent(Status status) => status.DebugException is SocketException or HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
    };
}
