namespace PmpPulse.Testing;

/// <summary>Types of the events that tests publish: constants, for attributes and default values.</summary>
public static class SnapshotEvents
{
    public const string StationStatus = "station_status_snapshot";
    public const string StationInformation = "station_information_snapshot";
}
