namespace PmpPulse.Testing;

/// <summary>Event types that tests publish, as constants for attributes and default values.</summary>
public static class SnapshotEvents
{
    public const string StationStatus = "station_status_snapshot";
    public const string StationInformation = "station_information_snapshot";
}
