using System.Globalization;
using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Curation.ParseNormalize;

namespace PmpPulse.Benchmarks.Curation;

/// <summary>A message like those of a GBFS 2.3 feed with vehicle types, shaped like Oslo's: 1,500 stations. Seeded.</summary>
internal static class GbfsLikeFeed
{
    public const string System = "oslo";

    private const long PublishedAt = 1_760_778_556;

    /// <summary>Valid, or with one station whose bytes aren't JSON, which makes the whole message invalid.</summary>
    public static SourceMessage Message(bool isBroken = false) => new("1", EventEnvelopeWriter.ToBytes(new EventEnvelope(
        DateTimeOffset.FromUnixTimeSeconds(PublishedAt + 12),
        DateTimeOffset.FromUnixTimeSeconds(PublishedAt),
        System,
        "station_status_snapshot",
        EventTypes.Key(System, "station_status_snapshot"),
        Payload(isBroken))
    {
        PayloadIsJson = !isBroken,
        VehicleTypes = VehicleTypes.ToJson([new VehicleType("bike", "bicycle", "human"), new VehicleType("ebike", "bicycle", "electric_assist")]),
    }));

    private static byte[] Payload(bool isBroken)
    {
        var random = new Random(1);
        var feed = new StringBuilder($$"""{"last_updated":{{PublishedAt}},"ttl":15,"version":"2.3","data":{"stations":[""");
        for (var station = 0; station < VelibLikeFeed.Stations; station++)
        {
            var (bikes, ebikes, docks) = (random.Next(20), random.Next(15), random.Next(40));
            feed.Append(station == 0 ? "" : ",").Append(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"station_id":"{{station}}","is_installed":true,"is_renting":true,"is_returning":true,"last_reported":{{PublishedAt - random.Next(600)}},"num_vehicles_available":{{bikes + ebikes}},"num_bikes_available":{{(isBroken && station == 700 ? "NaN" : bikes + ebikes)}},"num_docks_available":{{docks}},"vehicle_types_available":[{"vehicle_type_id":"bike","count":{{bikes}}},{"vehicle_type_id":"ebike","count":{{ebikes}}}]}"""));
        }

        return Encoding.UTF8.GetBytes(feed.Append("]}}").ToString());
    }
}
