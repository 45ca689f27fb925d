using PmpPulse.Dashboard.Rows;

namespace PmpPulse.Dashboard.Board;

/// <summary>A station with all that is known of it now.</summary>
internal sealed record BoardStation(StationState Now, FlowRow? Flow, HealthRow? Health, ChanceRow? Chance, AreaOfStationRow? Area)
{
    // what curation says of a station whose own report is a day old: docs/04-curation.md
    private const string StaleFlag = "station_stale";

    public string Id => Now.Id;

    /// <summary><c>closed</c>, <c>empty</c>, <c>full</c> or <c>open</c>.</summary>
    public string State => Now.IsClosed ? "closed" : Now.IsEmpty ? "empty" : Now.IsFull ? "full" : "open";

    /// <summary>Whether its counts can't be believed, because it no longer reports.</summary>
    public bool IsMute => Health is null ? Now.Flags?.Split(',').Contains(StaleFlag) ?? false : Health.State == "mute";

    /// <summary>Bikes by bikes and docks: 0 to 1; null if neither is known.</summary>
    public double? FillRate => Now.Bikes + Now.Docks is > 0 and var places ? (double)Now.Bikes!.Value / places : null;

    public bool HasPlace => Now is { Lat: >= -90 and <= 90, Lon: >= -180 and <= 180 } && (Now.Lat != 0 || Now.Lon != 0);
}
