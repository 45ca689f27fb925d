using Grpc.Core;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>The header by which Google's front ends find the region of a table; outside the US a call fails without it.</summary>
internal static class RoutingHeader
{
    public static Metadata For(string parameter, string resourceName) => new() { { "x-goog-request-params", $"{parameter}={Uri.EscapeDataString(resourceName)}" } };
}
