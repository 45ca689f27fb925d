using Grpc.Core;

namespace PmpPulse.GoogleCloud.Resilience;

/// <summary>
/// The header by which Google's front ends find the region of a resource; calls that write to tables outside the US fail without it.
/// </summary>
internal static class RoutingHeader
{
    public static Metadata For(string parameter, string resourceName) => new() { { "x-goog-request-params", $"{parameter}={Uri.EscapeDataString(resourceName)}" } };
}
