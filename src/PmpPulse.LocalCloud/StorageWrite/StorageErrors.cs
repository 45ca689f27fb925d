using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PmpPulse.LocalCloud.Hosting;
using RpcStatus = Google.Rpc.Status;

namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>
/// The Storage Write API's two kinds of error: in a response, after which the connection continues, and as the end of the call. Both
/// contain a <see cref="StorageError"/> where Google's do.
/// </summary>
internal static class StorageErrors
{
    public static RpcStatus Status(
        StatusCode code,
        string message,
        string entity,
        StorageError.Types.StorageErrorCode detail = StorageError.Types.StorageErrorCode.Unspecified)
    {
        entity = StatusText.Cut(entity);
        message = StatusText.Cut(message);
        // some clients lose a message that ends with a blank
        var status = new RpcStatus { Code = (int)code, Message = entity.Length == 0 ? message : $"{message} Entity: {entity}" };
        if (detail != StorageError.Types.StorageErrorCode.Unspecified)
        {
            status.Details.Add(Any.Pack(new StorageError { Code = detail, Entity = entity, ErrorMessage = message }));
        }

        return status;
    }

    public static RpcException Exception(
        StatusCode code,
        string message,
        string entity,
        StorageError.Types.StorageErrorCode detail = StorageError.Types.StorageErrorCode.Unspecified) =>
        Exception(Status(code, message, entity, detail));

    public static RpcException Exception(RpcStatus status) => new(
        new Status((StatusCode)status.Code, status.Message),
        new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });

    public static RpcException TableNotFound(string table) => Exception(
        StatusCode.NotFound,
        "Requested entity was not found: the table does not exist.",
        table,
        StorageError.Types.StorageErrorCode.TableNotFound);

    public static RpcStatus StreamNotFound(string stream) => Status(
        StatusCode.NotFound,
        "Requested entity was not found: the write stream does not exist.",
        stream,
        StorageError.Types.StorageErrorCode.StreamNotFound);

    public static RpcStatus StreamFinalized(string stream) => Status(
        StatusCode.InvalidArgument,
        "Stream has been finalized and cannot be appended.",
        stream,
        StorageError.Types.StorageErrorCode.StreamFinalized);

    public static RpcStatus OffsetAlreadyExists(string stream, long expected, long received) => Status(
        StatusCode.AlreadyExists,
        $"The offset is within stream, expected offset {expected}, received {received}",
        stream,
        StorageError.Types.StorageErrorCode.OffsetAlreadyExists);

    public static RpcStatus OffsetOutOfRange(string stream, long expected, long received) => Status(
        StatusCode.OutOfRange,
        $"The offset is beyond stream, expected offset {expected}, received {received}",
        stream,
        StorageError.Types.StorageErrorCode.OffsetOutOfRange);
}
