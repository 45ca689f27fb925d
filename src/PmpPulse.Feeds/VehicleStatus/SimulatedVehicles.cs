using System.Buffers;
using System.Globalization;
using System.Text.Json;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Simulation;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>
/// A few hundred free-floating e-bikes and e-scooters of the simulated city, as GBFS 3.0. Each is ridden now and then, is not
/// in the feed during a ride, and is parked elsewhere afterwards, with less charge and, as GBFS demands, under a new id. Some are reserved
/// just before a ride; some are disabled, those without charge until they are charged.
/// </summary>
internal sealed class SimulatedVehicles : ISimulatedFeed
{
    /// <summary>Vehicles of the city, including those on the road.</summary>
    public const int Fleet = 420;

    /// <summary>Types of the vehicles.</summary>
    public const string Bike = "ebike";

    /// <inheritdoc cref="Bike"/>
    public const string Scooter = "scooter";

    private const double CenterLat = 48.8575;
    private const double CenterLon = 2.3470;

    // of a vehicle: it is parked, then ridden, and the next period begins where it arrived
    private const long PeriodSeconds = 75 * 60;
    private const long MaxRideSeconds = 25 * 60;
    private const long ReservedSeconds = 8 * 60;

    // periods from one charging to the next
    private const int Charge = 14;
    private const double MinCharge = 0.08;

    private enum Noise
    {
        Phase,
        Type,
        Ride,
        Rides,
        Home,
        Lat,
        Lon,
        Use,
        Disabled,
        Reserved,
        Report,
        Id,
    }

    /// <inheritdoc />
    public byte[] Document(long seed, DateTimeOffset publishedAt)
    {
        var noise = new SeededNoise((ulong)seed);
        var buffer = new ArrayBufferWriter<byte>(128 * 1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("last_updated"u8, Rfc3339.Format(publishedAt));
        json.WriteNumber("ttl"u8, 60);
        json.WriteString("version"u8, "3.0"u8);
        json.WriteStartObject("data"u8);
        json.WriteStartArray("vehicles"u8);
        for (var vehicle = 0; vehicle < Fleet; vehicle++) Write(json, noise, vehicle, publishedAt.ToUnixTimeSeconds());
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, SeededNoise noise, int vehicle, long now)
    {
        // each has its own clock, so that they don't all ride at once
        var clock = now + noise.Index((int)Noise.Phase, vehicle, (int)PeriodSeconds);
        var (period, second) = (clock / PeriodSeconds, clock % PeriodSeconds);
        var isScooter = noise.Unit((int)Noise.Type, vehicle) < 0.4;
        var charge = ChargeAt(noise, vehicle, period);
        var isDisabled = charge < MinCharge || IsBroken(noise, vehicle, period);
        var ridesFrom = Rides(noise, vehicle, period, charge) ? PeriodSeconds - noise.Index((int)Noise.Ride, vehicle, (int)MaxRideSeconds, period) : PeriodSeconds;
        if (second >= ridesFrom) return;

        var isReserved = !isDisabled && second >= ridesFrom - ReservedSeconds && ridesFrom < PeriodSeconds && noise.Unit((int)Noise.Reserved, vehicle, period) < 0.3;
        var (lat, lon) = Place(noise, vehicle, period);
        json.WriteStartObject();
        json.WriteString("vehicle_id"u8, noise.Bits((int)Noise.Id, vehicle, Stand(noise, vehicle, period)).ToString("x16", CultureInfo.InvariantCulture));
        json.WriteString("vehicle_type_id"u8, isScooter ? Scooter : Bike);
        json.WriteNumber("lat"u8, lat);
        json.WriteNumber("lon"u8, lon);
        json.WriteBoolean("is_reserved"u8, isReserved);
        json.WriteBoolean("is_disabled"u8, isDisabled);
        json.WriteNumber("current_range_meters"u8, Math.Round(charge * (isScooter ? 35_000 : 60_000)));
        json.WriteNumber("current_fuel_percent"u8, charge);
        // each reports every five minutes, at its own second
        json.WriteString("last_reported"u8, Rfc3339.Format(DateTimeOffset.FromUnixTimeSeconds(now - (now + noise.Index((int)Noise.Report, vehicle, 300)) % 300)));
        json.WriteEndObject();
    }

    private static bool Rides(SeededNoise noise, int vehicle, long period, double charge) =>
        charge >= MinCharge && !IsBroken(noise, vehicle, period) && noise.Unit((int)Noise.Rides, vehicle, period) < 0.7;

    // until it is repaired when it is charged
    private static bool IsBroken(SeededNoise noise, int vehicle, long period) => noise.Unit((int)Noise.Disabled, vehicle, period / Charge) < 0.03;

    /// <summary>
    /// The last period that began with the vehicle at a new place: as long as it is parked, it keeps its place and its id.
    /// </summary>
    private static long Stand(SeededNoise noise, int vehicle, long period)
    {
        while (!Moved(noise, vehicle, period - 1)) period--;
        return period;
    }

    // charging also moves it
    private static bool Moved(SeededNoise noise, int vehicle, long period) =>
        (period + 1) % Charge == 0 || Rides(noise, vehicle, period, ChargeAt(noise, vehicle, period));

    private static (double Lat, double Lon) Place(SeededNoise noise, int vehicle, long period)
    {
        var stand = Stand(noise, vehicle, period);
        // a degree of longitude is two thirds of one of latitude here
        var lat = CenterLat + 0.030 * noise.Normal((int)Noise.Home, vehicle * 2L) + 0.012 * (noise.Unit((int)Noise.Lat, vehicle, stand) - 0.5);
        var lon = CenterLon + 0.045 * noise.Normal((int)Noise.Home, vehicle * 2L + 1) + 0.018 * (noise.Unit((int)Noise.Lon, vehicle, stand) - 0.5);
        return (Math.Round(lat, 6), Math.Round(lon, 6));
    }

    /// <summary>Full at each charging, reduced by each ride since.</summary>
    private static double ChargeAt(SeededNoise noise, int vehicle, long period)
    {
        var charge = 1.0;
        for (var past = period - period % Charge; past < period; past++)
        {
            if (Rides(noise, vehicle, past, charge)) charge -= 0.05 + 0.12 * noise.Unit((int)Noise.Use, vehicle, past);
        }

        return Math.Round(Math.Max(0.02, charge), 2);
    }
}
