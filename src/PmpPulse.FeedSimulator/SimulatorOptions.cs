using PmpPulse.FeedSimulator.City;
using PmpPulse.FeedSimulator.Faults;
using PmpPulse.FeedSimulator.Recorded;

namespace PmpPulse.FeedSimulator;

/// <summary>What the simulator serves.</summary>
/// <param name="City">The city to simulate; null where a folder is replayed.</param>
/// <param name="Folder">The folder to replay; null where a city is simulated.</param>
/// <param name="Fault">How answers fail.</param>
/// <param name="FaultRequests">How many of the first requests fail; 0 means all.</param>
/// <param name="EntityTags">Whether answers carry an <c>ETag</c> and conditional requests are honoured; the real feed does neither.</param>
internal sealed record SimulatorOptions(CityOptions? City, RecordedFolder? Folder, Fault Fault, int FaultRequests, bool EntityTags)
{
    private const string FolderPrefix = "dir:";

    private static readonly Setting Feed = new(
        "FEED", "sim (a simulated city) or dir:PATH (a folder of recorded files: station_status*.json and, if present, station_information.json and vehicle_types.json; each may be gzipped).",
        "dir:recordings/velib", Default: "sim");

    private static readonly Setting Seed = new("SEED", "Seed of the simulated city: another seed, another city.", "42", Default: $"{CityOptions.DefaultSeed}");

    private static readonly Setting Stations = new("STATIONS", "How many stations the simulated city has on average.", "200", Default: $"{CityOptions.DefaultStations}");

    private static readonly Setting Start = new("START", "Simulated time at the start, RFC 3339; if unset, now.", "2026-03-02T07:30:00Z");

    private static readonly Setting Clock = new(
        "SIM_CLOCK", "step: each status request that is not a retry moves on by one snapshot (about 61 s); wall: time follows the clock.", "wall", Default: "step");

    private static readonly Setting Speed = new(
        "SPEED", "Speed of simulated time: seconds per second (wall), or snapshots per request (step, whole numbers).", "60", Default: "1");

    private static readonly Setting FaultSetting = new("FAULT", $"For tests, fail in a given way: {Fault.Syntax}.", "status:500");

    private static readonly Setting FaultRequestsSetting = new("FAULT_REQUESTS", "How many of the first requests FAULT applies to; 0 means all.", "2", Default: "0");

    private static readonly Setting EntityTagsSetting = new("ETAG", "true sends ETags and answers 304 to conditional requests.", "true", Default: "false");

    private static readonly Dictionary<string, bool> Clocks = new() { ["step"] = false, ["wall"] = true };

    public static readonly IReadOnlyList<Setting> Settings =
        [Feed, Seed, Stations, Start, Clock, Speed, FaultSetting, FaultRequestsSetting, EntityTagsSetting];

    public static SimulatorOptions Read(SettingsReader settings)
    {
        var feed = settings.Text(Feed);
        var folder = feed.StartsWith(FolderPrefix, StringComparison.Ordinal) ? OpenFolder(settings, feed[FolderPrefix.Length..]) : null;
        if (folder is null && feed != "sim" && !feed.StartsWith(FolderPrefix, StringComparison.Ordinal))
            settings.AddFault(Feed, $"'{feed}' is not valid", "give sim or dir:PATH");
        var city = new CityOptions(
            settings.Integer(Seed, long.MinValue, long.MaxValue),
            (int)settings.Integer(Stations, 1, 20_000),
            settings.Instant(Start),
            settings.Choice(Clock, Clocks),
            settings.Number(Speed, 0.001, 1_000_000));
        if (!city.FollowsClock && city.Speed != Math.Floor(city.Speed))
            settings.AddFault(Speed, "is not a whole number", "with SIM_CLOCK=step give a whole number of snapshots");
        return new SimulatorOptions(
            folder is null ? city : null,
            folder,
            ReadFault(settings),
            (int)settings.Integer(FaultRequestsSetting, 0, int.MaxValue),
            settings.Flag(EntityTagsSetting));
    }

    private static RecordedFolder? OpenFolder(SettingsReader settings, string path)
    {
        try
        {
            return RecordedFolder.Open(path);
        }
        catch (RecordedFolderException exception)
        {
            settings.AddFault(Feed, exception.Message, "give a folder of recorded feeds");
            return null;
        }
    }

    private static Fault ReadFault(SettingsReader settings)
    {
        if (settings.OptionalText(FaultSetting) is not { } text) return Fault.None;
        if (!Fault.TryParse(text, out var fault)) settings.AddFault(FaultSetting, $"'{text}' is not valid", "give " + Fault.Syntax);
        return fault;
    }
}
