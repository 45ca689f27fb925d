using System.IO.Compression;
using PmpPulse.Dashboard.Answers;

namespace PmpPulse.Dashboard.Api;

/// <summary>The description of this API (<see href="https://spec.openapis.org/oas/v3.1.0">OpenAPI 3.1</see>), written by hand and held to the answers by a test.</summary>
internal static class OpenApiDocument
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static readonly Answer Answer = new(Read(), "application/json", CompressionLevel.SmallestSize);

    private static byte[] Read()
    {
        using var resource = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
