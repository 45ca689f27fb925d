namespace PmpPulse.Feeds.Simulation;

/// <summary>A kind's document of the simulated city.</summary>
public interface ISimulatedFeed
{
    /// <summary>The feed as it is published at a moment: a pure function of both arguments.</summary>
    /// <param name="seed">The city's seed: another seed, another city.</param>
    /// <param name="publishedAt">Whole seconds, UTC.</param>
    byte[] Document(long seed, DateTimeOffset publishedAt);
}
