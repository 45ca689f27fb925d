using PmpPulse.Feeds.Simulation;

namespace PmpPulse.FeedSimulator.Serving;

/// <summary>Where the feeds' bytes come from.</summary>
internal interface IFeedSource
{
    /// <summary>The status feed; a request that is not a retry moves on to the next snapshot if the source goes by steps.</summary>
    Task<FeedDocument?> StatusAsync(bool isRepeated, CancellationToken cancellationToken);

    /// <summary>The information feed that matches the status feed's snapshot; null if the source has none.</summary>
    Task<FeedDocument?> InformationAsync(CancellationToken cancellationToken);

    /// <summary>The vehicle types; null where the source has none.</summary>
    Task<FeedDocument?> VehicleTypesAsync(CancellationToken cancellationToken);

    /// <summary>A kind's own document that matches the status feed's snapshot; null if the source simulates none.</summary>
    Task<FeedDocument?> DocumentAsync(ISimulatedFeed feed, CancellationToken cancellationToken);

    /// <summary>What is served, and its progress.</summary>
    FeedState Describe();
}
