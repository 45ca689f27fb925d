using System.Diagnostics.Metrics;

namespace PmpPulse.Dashboard.Marts;

/// <summary>The dashboard's metrics.</summary>
internal static class DashboardTelemetry
{
    private static readonly Meter Meter = new("PmpPulse.Dashboard");

    private static readonly Counter<long> Queries = Meter.CreateCounter<long>("pmp.dashboard.queries", "{query}", "Queries sent to the warehouse, for all viewers together");

    public static void CountQuery(string mart) => Queries.Add(1, new KeyValuePair<string, object?>("mart", mart));
}
