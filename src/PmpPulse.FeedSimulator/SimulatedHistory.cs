using PmpPulse.FeedSimulator.City;

namespace PmpPulse.FeedSimulator;

/// <summary>The past of the simulated city, as its status feed would have shown it: the same snapshots that a simulator serves by the clock.</summary>
public sealed class SimulatedHistory
{
    private readonly CityModel _city;

    /// <param name="seed">Another seed, another city.</param>
    /// <param name="stations">How many stations it has on average.</param>
    public SimulatedHistory(long seed = CityOptions.DefaultSeed, int stations = CityOptions.DefaultStations) => _city = new CityModel(seed, stations);

    /// <summary>When the snapshot that is current at an instant was published (UTC, whole seconds).</summary>
    public DateTimeOffset PublishedBy(DateTimeOffset instant) => _city.TimeOf(_city.LastBy(instant));

    /// <summary>The body of the status feed at an instant: the snapshot that was published last.</summary>
    public ReadOnlyMemory<byte> StatusAt(DateTimeOffset instant) => CityFeedWriter.Status(_city.At(_city.LastBy(instant)));
}
