using System.Text.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.VehicleStatus;

namespace PmpPulse.Feeds.Tests.VehicleStatus;

public sealed class SimulatedVehiclesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Document_SameSeedAndTime_IsTheSame()
    {
        Document(1, Noon).Should().Equal(Document(1, Noon));
        Document(1, Noon).Should().NotEqual(Document(2, Noon));
    }

    [Fact]
    public void Document_AnyTime_IsAFeedOfVehiclesInParis()
    {
        var header = FeedHeaderReader.Read(Document(1, Noon), VehicleStatusFeed.List).Header!;
        header.PublishedAt.Should().Be(Noon);
        header.Version.Should().Be("3.0");
        header.Count.Should().BeInRange(300, SimulatedVehicles.Fleet - 10, "some are on the road");
        var vehicles = Vehicles(1, Noon);
        vehicles.Select(vehicle => vehicle.GetProperty("vehicle_id").GetString()).Should().OnlyHaveUniqueItems();
        vehicles.Should().OnlyContain(vehicle => vehicle.GetProperty("lat").GetDouble() > 48.7 && vehicle.GetProperty("lat").GetDouble() < 49.0);
        vehicles.Should().OnlyContain(vehicle => vehicle.GetProperty("current_fuel_percent").GetDouble() >= 0 && vehicle.GetProperty("current_fuel_percent").GetDouble() <= 1);
        vehicles.Select(vehicle => vehicle.GetProperty("vehicle_type_id").GetString()).Distinct().Should().BeEquivalentTo([SimulatedVehicles.Bike, SimulatedVehicles.Scooter]);
    }

    [Fact]
    public void Document_OverADay_HasReservedAndDisabledVehicles()
    {
        var day = Enumerable.Range(0, 24).SelectMany(hour => Vehicles(1, Noon.AddHours(hour))).ToList();
        day.Count(vehicle => vehicle.GetProperty("is_reserved").GetBoolean()).Should().BePositive();
        day.Count(vehicle => vehicle.GetProperty("is_disabled").GetBoolean()).Should().BePositive().And.BeLessThan(day.Count / 5);
    }

    [Fact]
    public void Document_OverTime_OnlyParkedVehiclesKeepTheirIdAndPlace()
    {
        var (before, minuteAfter, hoursAfter) = (Places(Noon), Places(Noon.AddMinutes(1)), Places(Noon.AddHours(3)));
        before.Should().Contain(vehicle => !minuteAfter.ContainsKey(vehicle.Key), "some vehicle leaves each minute");
        foreach (var (id, place) in before.Where(vehicle => minuteAfter.ContainsKey(vehicle.Key))) minuteAfter[id].Should().Be(place);
        before.Keys.Intersect(hoursAfter.Keys).Count().Should().BeLessThan(before.Count / 2, "after three hours most have ridden");
    }

    private static byte[] Document(long seed, DateTimeOffset publishedAt) => VehicleStatusFeed.Kind.Simulated!.Document(seed, publishedAt);

    private static Dictionary<string, (double Lat, double Lon)> Places(DateTimeOffset publishedAt) => Vehicles(1, publishedAt)
        .ToDictionary(vehicle => vehicle.GetProperty("vehicle_id").GetString()!, vehicle => (vehicle.GetProperty("lat").GetDouble(), vehicle.GetProperty("lon").GetDouble()));

    private static List<JsonElement> Vehicles(long seed, DateTimeOffset publishedAt)
    {
        using var document = JsonDocument.Parse(Document(seed, publishedAt));
        return [.. document.RootElement.GetProperty("data").GetProperty("vehicles").EnumerateArray().Select(vehicle => vehicle.Clone())];
    }
}
