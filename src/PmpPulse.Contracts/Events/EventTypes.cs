namespace PmpPulse.Contracts;

/// <summary>Values of <see cref="EventEnvelope.EventType"/>.</summary>
public static class EventTypes
{
    public const string StationStatusSnapshot = "station_status_snapshot";
    public const string StationInformationSnapshot = "station_information_snapshot";

    /// <summary>The ordering key of a source's events of one type, such as <c>velib:station_status_snapshot</c>.</summary>
    public static string Key(string source, string eventType) => $"{source}:{eventType}";
}
