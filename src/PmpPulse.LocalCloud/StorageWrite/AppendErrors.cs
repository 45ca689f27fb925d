using Google.Cloud.BigQuery.Storage.V1;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>Errors of a single append, returned in its response.</summary>
internal static class AppendErrors
{
    public static RpcStatus Rows(string stream) => StorageErrors.Status(
        StatusCode.InvalidArgument,
        "Errors found while processing rows. Please refer to the row_errors field for details. "
        + "The list may not be complete because of the size limitations.",
        stream);

    public static RpcStatus Schema(WriterSchemaException error, string stream) => StorageErrors.Status(
        StatusCode.InvalidArgument,
        error.Message,
        stream,
        error.IsExtraField
            ? StorageError.Types.StorageErrorCode.SchemaMismatchExtraFields
            : StorageError.Types.StorageErrorCode.Unspecified);
}
