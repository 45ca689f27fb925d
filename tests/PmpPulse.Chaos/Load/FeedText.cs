using System.Globalization;
using System.Text;

namespace PmpPulse.Chaos.Load;

/// <summary>Writes feeds in Vélib's dialect with its quirks: silent stations, the hourly glitch (no codes, no types), wrong sums.</summary>
internal sealed class FeedText(Random random)
{
    private const long FirstId = 20_702_946_960;

    /// <summary>A status feed's stations, each a JSON object.</summary>
    public List<string> Stations(int count, DateTimeOffset eventTs)
    {
        var glitch = random.Next(40) == 0;
        return [.. Enumerable.Range(0, count).Select(number => Station(FirstId + number, eventTs, glitch))];
    }

    public static string Feed(IEnumerable<string> stations, DateTimeOffset eventTs) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"lastUpdatedOther":{{{eventTs.ToUnixTimeSeconds()}}},"ttl":3600,"data":{"stations":[{{{string.Join(',', stations)}}}]}}""");

    public static byte[] Envelope(string ingestTs, string? eventTs, string type, string key, string payload) => Encoding.UTF8.GetBytes(
        $$"""{"ingest_ts":"{{ingestTs}}","event_ts":{{(eventTs is null ? "null" : $"\"{eventTs}\"")}},"source":"velib","event_type":"{{type}}","key":"{{key}}","payload":{{payload}}}""");

    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Stations of an information feed.</summary>
    public List<string> Information(int count) =>
        [.. Enumerable.Range(0, count).Select(number => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"station_id":{{FirstId + number}},"stationCode":"{{1001 + number}}","name":"Gare d'Évry {{random.Next(100)}}","lat":{{48.8 + random.Next(1000) / 10000.0}},"lon":{{2.3 + random.Next(1000) / 10000.0}},"capacity":{{random.Next(60)}}}"""))];

    private string Station(long id, DateTimeOffset eventTs, bool glitch)
    {
        var mechanical = random.Next(20);
        var ebikes = random.Next(15);
        var bikes = mechanical + ebikes + (random.Next(50) == 0 ? 1 : 0);
        var docks = random.Next(40);
        var code = glitch || random.Next(60) == 0 ? "null" : $"\"{1001 + id % 19_000}\"";
        var types = glitch ? "[{},{}]" : $$"""[{"mechanical":{{mechanical}}},{"ebike":{{ebikes}}}]""";
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"station_id":{{id}},"stationCode":{{code}},"is_installed":1,"is_renting":{{(random.Next(20) == 0 ? 0 : 1)}},"is_returning":1,"last_reported":{{LastReported(eventTs)}},"numBikesAvailable":{{bikes}},"numDocksAvailable":{{docks}},"num_bikes_available":{{bikes}},"num_docks_available":{{docks}},"num_bikes_available_types":{{types}}}""");
    }

    private long LastReported(DateTimeOffset eventTs) => random.Next(60) switch
    {
        0 => 0,
        1 => eventTs.ToUnixTimeSeconds() + 3_600,
        2 => eventTs.ToUnixTimeSeconds() - 200_000,
        _ => eventTs.ToUnixTimeSeconds() - 1_020 - random.Next(1_500),
    };
}
