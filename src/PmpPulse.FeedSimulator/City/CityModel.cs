using PmpPulse.Contracts.Feeds;
using PmpPulse.Feeds.Simulation;

namespace PmpPulse.FeedSimulator.City;

/// <summary>
/// A bike-share city that is a pure function of a seed and a time: any snapshot can be computed directly, in any order, and is the same in
/// every process. Bikes go to work with the commuters and come back, wander as people do, and keep their total.
/// </summary>
internal sealed class CityModel
{
    // bikes for a capacity, as in Paris: 18,000 standing for 47,000 docks
    private const double BikesPerDock = 0.40;

    // of the fleet, at rest and in a rush: rides of a quarter of an hour, 150,000 a day
    private const double RidingAtNight = 0.003;
    private const double RidingInRush = 0.035;

    // activity hours in which a station's own ups and downs forget themselves: tuned so that a tenth of the stations change in a minute
    private const double FastWander = 0.55;
    private const double SlowWander = 5.0;
    private const double FastBikes = 3.4;
    private const double SlowShare = 0.14;

    private const int GlitchSeconds = 150;
    private const int HourSeconds = 3600;

    private readonly SeededNoise _noise;
    private readonly SnapshotClock _clock;
    private readonly StationRegister _register;
    private readonly int _fleet;

    /// <param name="seed">Another seed, another city.</param>
    /// <param name="stations">How many stations it has on average.</param>
    public CityModel(long seed, int stations)
    {
        _noise = new SeededNoise((ulong)seed);
        _clock = new SnapshotClock(_noise);
        _register = new StationRegister(_noise, stations);
        _fleet = (int)(_register.StandingAt(DateTimeOffset.UnixEpoch).Sum(station => station.Capacity) * BikesPerDock);
    }

    /// <summary>Number of the last snapshot published by an instant.</summary>
    public long LastBy(DateTimeOffset instant) => _clock.LastBy(instant);

    /// <summary>When snapshot <paramref name="number"/> is published.</summary>
    public DateTimeOffset TimeOf(long number) => _clock.TimeOf(number);

    /// <summary>The city at snapshot <paramref name="number"/>.</summary>
    public CitySnapshot At(long number)
    {
        var publishedAt = _clock.TimeOf(number);
        var local = ParisTime.Local(publishedAt);
        var stations = _register.StandingAt(publishedAt);
        var usable = new int[stations.Count];
        var bikes = new double[stations.Count];
        var frozen = 0;
        for (var i = 0; i < stations.Count; i++)
        {
            usable[i] = UsableDocks(stations[i], publishedAt);
            bikes[i] = stations[i].Health is StationHealth.Working ? WantedBikes(stations[i], usable[i], local) : FrozenBikes(stations[i], usable[i]);
            if (stations[i].Health is not StationHealth.Working) frozen += (int)bikes[i];
        }

        var riding = (int)(_fleet * (RidingAtNight + (RidingInRush - RidingAtNight) * CityRhythm.Activity(local)));
        var counts = BikeBalance.Settle(bikes, usable, stations.ConvertAll(s => s.Health is StationHealth.Working), _fleet - riding - frozen);
        var rows = new StationCounts[stations.Count];
        for (var i = 0; i < rows.Length; i++) rows[i] = Count(stations[i], counts[i], usable[i], publishedAt, local);
        return new CitySnapshot(publishedAt, rows, riding, publishedAt.ToUnixTimeSeconds() % HourSeconds < GlitchSeconds);
    }

    /// <summary>How many bikes the station would have if its docks and the city's total did not matter.</summary>
    private double WantedBikes(Station station, int usable, DateTime local)
    {
        var active = CityRhythm.ActivitySince(local);
        var fast = _noise.Wander(NoiseStream.FastWander, station.Key, active / FastWander + Phase(station));
        var slow = _noise.Wander(NoiseStream.SlowWander, station.Key, active / SlowWander + Phase(station));
        var share = station.Fill + station.Swing * (CityRhythm.Commuted(local) - 0.35) + slow * SlowShare;
        return share * usable + fast * FastBikes;
    }

    private double FrozenBikes(Station station, int usable) => station.Health is StationHealth.Silent or StationHealth.Closed
        ? Math.Floor(usable * _noise.Between(NoiseStream.FrozenFill, station.Key, 0, 0.5))
        : 0;

    private int UsableDocks(Station station, DateTimeOffset instant)
    {
        if (station.Health is StationHealth.NotInstalled or StationHealth.WithoutDocks) return 0;
        // docks break and are repaired: none at half the stations, three and more at a tenth, different ones each week
        var week = instant.ToUnixTimeSeconds() / (7 * 24 * HourSeconds);
        var place = _noise.Unit(NoiseStream.Defects, station.Key, station.Health is StationHealth.Working ? week : 0);
        var broken = place switch { < 0.47 => 0, < 0.76 => 1, < 0.90 => 2, < 0.96 => 3, < 0.99 => 5, _ => 9 };
        return Math.Max(0, station.Capacity - broken);
    }

    private StationCounts Count(Station station, int bikes, int usable, DateTimeOffset publishedAt, DateTime local)
    {
        var wander = _noise.Wander(NoiseStream.ElectricShare, station.Key, CityRhythm.ActivitySince(local) / SlowWander + Phase(station));
        var electric = (int)Math.Round(bikes * Math.Clamp(0.39 + 0.25 * wander, 0, 1));
        return new StationCounts(station, bikes - electric, electric, Math.Max(0, usable - bikes), LastReported(station, publishedAt));
    }

    /// <summary>
    /// Stations report once an hour, each at its own minute, and the feed learns of it 17 minutes later: so <c>last_reported</c> stands
    /// still while counts change.
    /// </summary>
    private long LastReported(Station station, DateTimeOffset publishedAt)
    {
        var phase = (long)_noise.Between(NoiseStream.ReportPhase, station.Key, 0, 26 * 60);
        var known = (station.Health is StationHealth.Silent ? SilentSince(station) : publishedAt.ToUnixTimeSeconds()) - 17 * 60;
        return (known - phase) / HourSeconds * HourSeconds + phase;
    }

    private long SilentSince(Station station)
    {
        var first = new DateTimeOffset(2018, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var last = new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        return (long)_noise.Between(NoiseStream.SilentSince, station.Key, first, last);
    }

    private double Phase(Station station) => _noise.Unit(NoiseStream.Swing, station.Key, 1);
}
