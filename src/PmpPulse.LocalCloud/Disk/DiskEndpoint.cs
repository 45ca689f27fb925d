namespace PmpPulse.LocalCloud.Disk;

/// <summary>
/// <c>GET /localcloud/disk</c> on every port: the only path that Google doesn't have. Google Cloud has no disk that its users can fill, so
/// no Google API reports one.
/// </summary>
internal static class DiskEndpoint
{
    public const string Path = "/localcloud/disk";

    public static void MapDisk(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, (DiskWatch watch) => TypedResults.Json(watch.Report, DiskJson.Default.DiskReport));
}
