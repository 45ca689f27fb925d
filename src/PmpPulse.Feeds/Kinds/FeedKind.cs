using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Rows;
using PmpPulse.Feeds.Simulation;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.Kinds;

/// <summary>A kind of feed, with everything the services need from it. Immutable.</summary>
/// <param name="Name">GBFS's name of the feed, such as <c>station_status</c>; <c>kind</c> in <c>infra/feeds</c>.</param>
/// <param name="List">The list it has.</param>
public sealed record FeedKind(string Name, FeedList List)
{
    /// <summary>Type of the events that carry a snapshot of it.</summary>
    public string EventType { get; } = $"{Name}_snapshot";

    /// <summary>Properties that only elements of this kind have, if several kinds have a list of one name.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>Whether its events carry the system's vehicle types, which its elements refer to.</summary>
    public bool UsesVehicleTypes { get; init; }

    /// <summary>
    /// Makes rows that curation writes, each exactly once, for a table of such columns, one for each curator; null if this kind is not
    /// curated.
    /// </summary>
    public Func<RowSchema, IElementRows>? Curated { get; init; }

    /// <summary>
    /// Makes rows that the writer writes, at least once, for a table of such columns; null if the writer keeps the event as it is.
    /// </summary>
    public Func<RowSchema, IFileRows>? Written { get; init; }

    /// <summary>
    /// Its document of the simulated city; null if the simulator makes it from the stations that several kinds share, or not at all.
    /// </summary>
    public ISimulatedFeed? Simulated { get; init; }
}
