using System.Globalization;
using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Curation.ParseNormalize;

namespace PmpPulse.Benchmarks.Curation;

/// <summary>A message like those of Vélib's feed: 1,500 stations, 460 KB, every count given twice. Seeded.</summary>
internal static class VelibLikeFeed
{
    public const int Stations = 1_500;

    private const long PublishedAt = 1_760_778_556;

    /// <summary>A message, in which one station of a hundred is a dead letter or none.</summary>
    public static SourceMessage Message(bool hasDeadLetters = false) => new("1", EventEnvelopeWriter.ToBytes(new EventEnvelope(
        DateTimeOffset.FromUnixTimeSeconds(PublishedAt + 12),
        DateTimeOffset.FromUnixTimeSeconds(PublishedAt),
        "velib",
        "station_status_snapshot",
        EventTypes.Key("velib", "station_status_snapshot"),
        Payload(hasDeadLetters))));

    public static SourceMessage GzippedMessage() => new("1", EventEncoding.Pack(Message().Data));

    public static byte[] Payload(bool hasDeadLetters = false)
    {
        var random = new Random(1);
        var feed = new StringBuilder($$"""{"lastUpdatedOther":{{PublishedAt}},"ttl":3600,"data":{"stations":[""");
        for (var station = 0; station < Stations; station++)
        {
            var (mechanical, ebikes, docks) = (random.Next(20), random.Next(15), random.Next(40));
            var glitch = random.Next(100) == 0;
            feed.Append(station == 0 ? "" : ",").Append(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"station_id":{{random.NextInt64(10_000, 30_000_000_000)}},"num_bikes_available":{{(hasDeadLetters && station % 100 == 50 ? -1 : mechanical + ebikes)}},"numBikesAvailable":{{mechanical + ebikes}},"""));
            feed.Append(CultureInfo.InvariantCulture, $"\"num_bikes_available_types\":{(glitch ? "[{},{}]" : $"[{{\"mechanical\":{mechanical}}},{{\"ebike\":{ebikes}}}]")},");
            feed.Append(CultureInfo.InvariantCulture, $"\"num_docks_available\":{docks},\"numDocksAvailable\":{docks},\"is_installed\":1,\"is_returning\":1,\"is_renting\":1,");
            feed.Append(CultureInfo.InvariantCulture, $"\"last_reported\":{PublishedAt - random.Next(1_000, 2_600)},\"stationCode\":{(glitch ? "null" : $"\"{random.Next(1_001, 44_999)}\"")},\"station_opening_hours\":null}}");
        }

        return Encoding.UTF8.GetBytes(feed.Append("]}}").ToString());
    }
}
