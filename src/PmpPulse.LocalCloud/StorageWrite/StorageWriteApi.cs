namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>BigQuery's Storage Write API (gRPC), on BigQuery's port and for its tables.</summary>
internal static class StorageWriteApi
{
    public static void MapStorageWrite(this IEndpointRouteBuilder routes) => routes.MapGrpcService<BigQueryWriteService>();
}
