using PmpPulse.Feeds.Kinds;
using PmpPulse.Feeds.StationInformation;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Feeds.VehicleStatus;

namespace PmpPulse.Feeds;

/// <summary>All known kinds of feed.</summary>
public static class Feed
{
    /// <summary>Every kind. If an element has the marks of several, the first one counts.</summary>
    public static IReadOnlyList<FeedKind> All { get; } =
    [
        StationStatusFeed.Kind,
        StationInformationFeed.Kind,
        VehicleStatusFeed.Kind,
    ];

    /// <summary>The kind of that name.</summary>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static FeedKind Named(string name) =>
        All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException($"There is no kind of feed '{name}'; there are {string.Join(", ", All.Select(kind => kind.Name))}.", nameof(name));

    /// <summary>The kind whose snapshots such events carry; null if there is none.</summary>
    public static FeedKind? OfEvent(string eventType) => All.FirstOrDefault(kind => kind.EventType == eventType);
}
