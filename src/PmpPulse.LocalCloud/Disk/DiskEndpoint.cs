namespace PmpPulse.LocalCloud.Disk;

/// <summary>
/// <c>GET /localcloud/disk</c> on every port: the one path that Google doesn't have. On Google Cloud no disk of ours can fill up, so no API
/// of Google's has a place for it.
/// </summary>
internal static class DiskEndpoint
{
    public const string Path = "/localcloud/disk";

    public static void MapDisk(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, (DiskWatch watch) => TypedResults.Json(watch.Report, DiskJson.Default.DiskReport));
}
