using System.Text;
using CsCheck;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Rows;
using PmpPulse.Feeds.VehicleStatus;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Warehouse;

namespace PmpPulse.Feeds.Tests.VehicleStatus;

public sealed class VehicleStatusRowsTests
{
    private static readonly DateTimeOffset EventTs = DateTimeOffset.FromUnixTimeSeconds(1_760_778_556);
    private static readonly RowSchema Schema = RowSchema.FromResourceJson(WarehouseFiles.Table(new TableName("pmp_curated", "vehicle_status")).ResourceJson);
    private static readonly ThreadLocal<IElementRows> OwnRows = new(NewRows);

    private static readonly SnapshotContext Snapshot = SnapshotContext.Of(
        new EventEnvelope(EventTs.AddSeconds(4), EventTs, "velib", "vehicle_status_snapshot", "velib:vehicle_status_snapshot", default), default, 7, VehicleKinds.None);

    private static IElementRows Rows => OwnRows.Value!;

    [Fact]
    public void Write_Gbfs3_IsARow() => Reference(
        """{"vehicle_id":"a1","vehicle_type_id":"ebike","lat":48.85,"lon":2.35,"is_reserved":true,"is_disabled":false,"current_range_meters":12000,"current_fuel_percent":0.4,"station_id":"s","last_reported":"2025-10-18T09:09:00Z"}""")
        .Should().Be("system_id=velib event_ts=1760778556000000 vehicle_id=a1 vehicle_type_id=ebike lat=48.85 lon=2.35 is_reserved=1 is_disabled=0 current_range_meters=12000 current_fuel_percent=0.4 station_id=s last_reported_ts=1760778540000000 snapshot_id=7");

    [Fact]
    public void Write_FreeBikeStatus_IsTheSame() => Reference("""{"bike_id":17,"lat":48.85,"lon":2.35,"is_reserved":0,"is_disabled":1,"last_reported":1760778540}""")
        .Should().Be("system_id=velib event_ts=1760778556000000 vehicle_id=17 lat=48.85 lon=2.35 is_reserved=0 is_disabled=1 last_reported_ts=1760778540000000 snapshot_id=7");

    [Theory]
    [InlineData("\"lat\":1", "position_missing")]
    [InlineData("\"lat\":91,\"lon\":1", "position_invalid")]
    [InlineData("\"lat\":0,\"lon\":0.0", "position_zero")]
    [InlineData("\"lat\":1,\"lon\":2,\"is_reserved\":\"x\"", "status_invalid")]
    [InlineData("\"lat\":1,\"lon\":2,\"is_reserved\":null", "status_missing")]
    [InlineData("\"lat\":1,\"lon\":2,\"current_range_meters\":-1", "range_invalid")]
    [InlineData("\"lat\":1,\"lon\":2,\"current_fuel_percent\":55", "fuel_invalid")]
    [InlineData("\"lat\":1,\"lon\":2,\"vehicle_type_id\":{}", "reference_invalid")]
    [InlineData("\"lat\":1,\"lon\":2,\"last_reported\":5", "last_reported_invalid")]
    [InlineData("\"lat\":1,\"lon\":2,\"last_reported\":1760778656", "last_reported_future")]
    public void Write_OddProperty_IsFlaggedAndLosesNothingElse(string odd, string flag)
    {
        var vehicle = $$"""{"vehicle_id":"a","is_disabled":false{{(odd.Contains("is_reserved", StringComparison.Ordinal) ? "" : ",\"is_reserved\":false")}},{{odd}}}""";
        Reference(vehicle).Should().EndWith($" quality_flags={flag}").And.Contain("is_disabled=0");
        Agree(vehicle);
    }

    [Theory]
    [InlineData("5", "vehicle_not_an_object")]
    [InlineData("""{"lat":1}""", "vehicle_id_missing")]
    [InlineData("""{"vehicle_id":" "}""", "vehicle_id_missing")]
    [InlineData("""{"vehicle_id":1.5}""", "vehicle_id_invalid")]
    [InlineData("""{"vehicle_id":"a","\ud800":1}""", "vehicle_field_invalid")]
    public void Write_NoVehicle_IsATypedError(string vehicle, string type)
    {
        Rows.Write(Encoding.UTF8.GetBytes(vehicle), Snapshot, new RowBatchWriter(Schema), out _)!.Type.Should().Be(type);
        Hot(vehicle).Should().BeNull();
    }

    [Fact]
    public void TryWrite_AnyVehicle_AgreesWithTheReference()
    {
        string[] values = ["1", "0", "-1", "0.5", "1e2", "91", "true", "false", "null", "\"\"", "\" \"", "\"1\"", "\"x\"", "\"\\u0041\"", "{}", "[]", "1760778556", "\"2025-10-18T09:09:16Z\"", "99999999999999999999", "1e999", "-0", "-0.0"];
        string[] names = ["vehicle_id", "bike_id", "vehicle_type_id", "lat", "lon", "is_reserved", "is_disabled", "current_range_meters", "current_fuel_percent", "station_id", "last_reported", "pricing_plan_id", "l\\u0061t"];
        var property = Gen.Select(Gen.OneOfConst(names), Gen.OneOfConst(values), (name, value) => $"\"{name}\":{value}");
        Gen.Select(property.Array[0, 8], Gen.Bool, (properties, hasId) => $$"""{{{(hasId ? "\"vehicle_id\":\"v\"," : "")}}{{string.Join(',', properties.DefaultIfEmpty("\"x\":1"))}}}""").Sample(Agree, iter: 20_000);
    }

    [Fact]
    public void TryWrite_SimulatedCity_StaysOnTheHotPath()
    {
        var feed = FeedHeaderReader.Read(VehicleStatusFeed.Kind.Simulated!.Document(1, EventTs), VehicleStatusFeed.List).Header!;
        FeedElements.Split(feed.List).Select(vehicle => Hot(Encoding.UTF8.GetString(vehicle.Span))).Should().NotContainNulls();
    }

    [Fact]
    public void TryWrite_AVehicleThatNearlyHasAKnownForm_AgreesWithTheReference()
    {
        string[] forms =
        [
            """{"vehicle_id":"a1","vehicle_type_id":"ebike","lat":48.85,"lon":-2.351234,"is_reserved":true,"is_disabled":false,"current_range_meters":12000,"current_fuel_percent":0.4,"station_id":"s","last_reported":"2025-10-18T09:09:00Z","rental_uris":{"lat":"x","web":null}}""",
            """{"bike_id": 17, "lat": 0, "lon": 1e1, "is_reserved": 0, "is_disabled": 1, "last_reported": 1760778540, "current_range_meters": 1.50}""",
        ];
        foreach (var form in forms)
        {
            for (var at = 0; at < form.Length; at++)
            {
                foreach (var other in "05-.eE\"\\}{], \nt1234567890")
                {
                    OwnRows.Value = NewRows();
                    Agree(form);
                    AgreeOrRefuse($"{form[..at]}{other}{form[(at + 1)..]}");
                    if (char.IsAsciiDigit(form[at])) AgreeOrRefuse($"{form[..at]}{new string(other, at % 20)}{form[at..]}");
                }
            }
        }
    }

    private static void AgreeOrRefuse(string vehicle)
    {
        var json = Encoding.UTF8.GetBytes(vehicle);
        var scanner = new JsonScanner(json, 0);
        if (JsonTokens.CheckJson(json, JsonLimits.FeedDepth) is null) Agree(vehicle);
        else (Rows.TryWrite(ref scanner, json, Snapshot, new RowBatchWriter(Schema), out _) && scanner.AtEnd).Should().BeFalse("{0} is not JSON", vehicle);
    }

    private static IElementRows NewRows()
    {
        var rows = VehicleStatusFeed.Kind.Curated!(Schema);
        rows.Start(Snapshot);
        return rows;
    }

    private static void Agree(string vehicle)
    {
        if (Hot(vehicle) is { } hot && hot != Reference(vehicle)) throw new InvalidOperationException($"{vehicle}: {hot} and not {Reference(vehicle)}");
    }

    private static string? Hot(string vehicle)
    {
        var json = Encoding.UTF8.GetBytes(vehicle);
        var scanner = new JsonScanner(json, 0);
        var rows = new RowBatchWriter(Schema);
        if (!Rows.TryWrite(ref scanner, json, Snapshot, rows, out var id)) return null;
        scanner.AtEnd.Should().BeTrue();
        var row = EncodedRow.ToText(rows.ToBatch().Rows[0], Schema);
        row.Should().Contain($"vehicle_id={Encoding.UTF8.GetString(id.Span)}");
        return row;
    }

    private static string? Reference(string vehicle)
    {
        var rows = new RowBatchWriter(Schema);
        return Rows.Write(Encoding.UTF8.GetBytes(vehicle), Snapshot, rows, out _) is { } error ? error.Type : EncodedRow.ToText(rows.ToBatch().Rows[0], Schema);
    }
}
