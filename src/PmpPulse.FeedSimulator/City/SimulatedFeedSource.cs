using PmpPulse.Feeds.Simulation;
using PmpPulse.FeedSimulator.Serving;

namespace PmpPulse.FeedSimulator.City;

/// <summary>Serves the simulated city: the next snapshot at each request, or by the clock.</summary>
internal sealed class SimulatedFeedSource : IFeedSource
{
    private readonly CityModel _city;
    private readonly CityOptions _options;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _simulatedStart;
    private readonly long _began;
    private readonly Lock _lock = new();
    private long _steps;
    private (long Number, FeedDocument Status, FeedDocument Information)? _last;

    public SimulatedFeedSource(CityOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _city = new CityModel(options.Seed, options.Stations);
        _simulatedStart = options.Start ?? clock.GetUtcNow();
        _began = clock.GetTimestamp();
    }

    public Task<FeedDocument?> StatusAsync(bool isRepeated, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!isRepeated) _steps++;
            return Task.FromResult<FeedDocument?>(Current().Status);
        }
    }

    public Task<FeedDocument?> InformationAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<FeedDocument?>(Current().Information);
        }
    }

    public Task<FeedDocument?> VehicleTypesAsync(CancellationToken cancellationToken) => Task.FromResult<FeedDocument?>(null);

    public Task<FeedDocument?> DocumentAsync(ISimulatedFeed feed, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<FeedDocument?>(new FeedDocument(feed.Document(_options.Seed, _city.TimeOf(Number()))));
        }
    }

    public FeedState Describe() => new("simulated");

    private (FeedDocument Status, FeedDocument Information) Current()
    {
        var number = Number();
        if (_last is { } last && last.Number == number) return (last.Status, last.Information);
        var snapshot = _city.At(number);
        var status = new FeedDocument(CityFeedWriter.Status(snapshot));
        var information = new FeedDocument(CityFeedWriter.Information(snapshot));
        _last = (number, status, information);
        return (status, information);
    }

    private long Number()
    {
        var first = _city.LastBy(_simulatedStart);
        if (!_options.FollowsClock) return first + (long)(Math.Max(0, _steps - 1) * _options.Speed);
        return _city.LastBy(_simulatedStart + _clock.GetElapsedTime(_began) * _options.Speed);
    }
}
