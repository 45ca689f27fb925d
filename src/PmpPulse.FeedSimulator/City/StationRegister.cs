using System.Globalization;
using PmpPulse.Feeds.Simulation;

namespace PmpPulse.FeedSimulator.City;

/// <summary>
/// The stations of a city at a time. Most exist forever; a few places change: a station there is removed after about a year and a half,
/// and some months later another one, with another id, is put up.
/// </summary>
internal sealed class StationRegister
{
    // with these, about four stations come and four go in a month, as in Paris
    private const double ChangingShare = 0.055;
    private static readonly TimeSpan Cycle = TimeSpan.FromDays(600);
    private const double StandingShare = 0.85;

    // 9 in 10 ids have 8 digits and more, as in Paris
    private static readonly (double Until, long Min, long Max)[] IdRanges =
    [
        (0.03, 6_000, 99_999),
        (0.35, 10_000_000, 99_999_999),
        (0.77, 100_000_000, 999_999_999),
        (1.00, 2_500_000_000, 20_999_999_999),
    ];

    // capacities of 1/12, 2/12, … of the stations: half have 30 docks and fewer
    private static readonly int[] CapacityTwelfths = [12, 19, 21, 23, 25, 28, 30, 33, 36, 41, 47, 55, 72];

    private readonly SeededNoise _noise;
    private readonly int _places;
    private readonly int _changing;
    private readonly string[] _codes;
    private readonly Zone[] _zones;
    private readonly Dictionary<(int Slot, long Generation), Station> _stations = [];
    private readonly HashSet<long> _ids = [];
    private readonly HashSet<string> _names = [];
    private readonly bool _fixedAreNamed;

    /// <param name="noise">Chance.</param>
    /// <param name="count">How many stations stand on average.</param>
    public StationRegister(SeededNoise noise, int count)
    {
        _noise = noise;
        _changing = (int)(count * ChangingShare);
        // compensates for places that are temporarily empty
        _places = count + (int)Math.Round(_changing * (1 - StandingShare));
        _zones = [.. Enumerable.Range(0, _places).Select(slot => Zone.At(noise.Unit(NoiseStream.Zone, slot)))];
        _codes = Codes(_zones);
        // permanent stations are named first, so that later ones can't change their names or ids
        for (var slot = 0; !IsChanging(slot); slot++) Find(slot, generation: 0);
        _fixedAreNamed = true;
    }

    /// <summary>The stations standing at an instant, in the order of the feeds.</summary>
    public List<Station> StandingAt(DateTimeOffset instant)
    {
        var standing = new List<Station>(_places);
        for (var slot = 0; slot < _places; slot++)
        {
            var generation = 0L;
            if (IsChanging(slot))
            {
                var cycles = instant.ToUnixTimeSeconds() / Cycle.TotalSeconds + _noise.Unit(NoiseStream.CyclePhase, slot);
                generation = (long)Math.Floor(cycles);
                if (cycles - generation >= StandingShare) continue;
            }

            standing.Add(Find(slot, generation));
        }

        return standing;
    }

    private Station Find(int slot, long generation)
    {
        if (_stations.TryGetValue((slot, generation), out var station)) return station;
        station = Build(slot, generation);
        return _stations[(slot, generation)] = station;
    }

    private Station Build(int slot, long generation)
    {
        var key = slot + generation * 1_000_000;
        var zone = _zones[slot];
        var health = Health(key);
        var office = _noise.Unit(NoiseStream.Kind, key) < zone.Offices;
        // a degree of longitude is two thirds of one of latitude here
        return new Station(
            slot,
            key,
            IsChanging(slot) ? NewId(slot, generation) : Id(key),
            _codes[slot],
            Name(key),
            Math.Round(zone.Lat + zone.Spread * _noise.Normal(NoiseStream.Latitude, key), 12),
            Math.Round(zone.Lon + zone.Spread * 1.5 * _noise.Normal(NoiseStream.Longitude, key), 12),
            health == StationHealth.WithoutDocks ? 0 : Capacity(key),
            health,
            _noise.Unit(NoiseStream.RentalMethods, key) < 0.59,
            _noise.Between(NoiseStream.Fill, key, 0.05, 0.70),
            _noise.Between(NoiseStream.Swing, key, 0.15, 0.65) * (office ? 1 : -1));
    }

    private StationHealth Health(long key) => _noise.Unit(NoiseStream.Health, key) switch
    {
        < 0.010 => StationHealth.WithoutDocks,
        < 0.017 => StationHealth.NotInstalled,
        < 0.028 => StationHealth.Closed,
        < 0.042 => StationHealth.Silent,
        _ => StationHealth.Working,
    };

    private int Capacity(long key)
    {
        var place = _noise.Unit(NoiseStream.Capacity, key) * 12;
        var step = (int)place;
        return (int)(CapacityTwelfths[step] + (CapacityTwelfths[step + 1] - CapacityTwelfths[step]) * (place - step));
    }

    private bool IsChanging(int slot) => slot >= _places - _changing;

    /// <summary>Stations put up later have eleven digits: unique by construction, independent of earlier requests.</summary>
    private long NewId(int slot, long generation) =>
        21_000_000_000 + generation * 500_000_000 + slot * 20_000L + _noise.Index(NoiseStream.Id, slot, 20_000, generation);

    private long Id(long key)
    {
        var length = _noise.Unit(NoiseStream.IdLength, key);
        var (_, min, max) = IdRanges.First(range => length < range.Until);
        for (var attempt = 0; ; attempt++)
        {
            var id = min + (long)(_noise.Unit(NoiseStream.Id, key, attempt) * (max - min));
            if (_ids.Add(id)) return id;
        }
    }

    private string Name(long key)
    {
        for (var attempt = 0; ; attempt++)
        {
            var name = StreetNames.At(_noise, key, attempt);
            if (_fixedAreNamed ? !_names.Contains(name) : _names.Add(name)) return name;
        }
    }

    /// <summary>Within a zone stations are numbered 001–044, 101–144 and on.</summary>
    private static string[] Codes(Zone[] zones)
    {
        var taken = new Dictionary<int, int>();
        return [.. zones.Select(zone =>
        {
            var number = taken[zone.Number] = taken.GetValueOrDefault(zone.Number) + 1;
            return (zone.Number * 1000 + (number - 1) / 44 * 100 + (number - 1) % 44 + 1).ToString(CultureInfo.InvariantCulture);
        })];
    }
}
