namespace PmpPulse.Contracts.Events;

/// <summary>What follows from <see cref="EventEnvelope.EventType"/>; which types there are, the kinds of feed say.</summary>
public static class EventTypes
{
    /// <summary>The ordering key of a source's events of one type, such as <c>velib:station_status_snapshot</c>.</summary>
    public static string Key(string source, string eventType) => $"{source}:{eventType}";
}
