using PmpPulse.Contracts.Events;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;

namespace PmpPulse.Curation.Tests.Stages;

/// <summary>How each property of a station is read. Only an invalid id or bike count costs the station its row.</summary>
public sealed class StationFieldTests
{
    private const string Base = """{"station_id":1,"num_bikes_available":10,"num_docks_available":2,"last_reported":1760776294,"num_ebikes_available":4}""";

    private static readonly string[] WrongValues =
        ["-1", "2.5", "1e400", "2147483648", "99999999999999999999", "true", "\"many\"", "\"-1\"", "\"2.5\"", "[]", "{}", "[[]]", "[{}]", "[3]", "[{\"count\":-1}]", "\"\\ud800\"", "\"0x1F\"", "null", "\"\""];

    [Fact]
    public void Curate_AnyOptionalFieldOfAnyType_LosesNoRow()
    {
        foreach (var name in new[]
        {
            "num_docks_available", "numDocksAvailable", "num_ebikes_available", "num_bikes_available_types", "vehicle_types_available", "vehicle_docks_available",
            "is_installed", "is_renting", "is_returning", "last_reported", "stationCode", "station_code", "num_bikes_disabled", "capacity", "address",
        })
        {
            foreach (var value in WrongValues)
            {
                var row = Row($$"""{"station_id":1,"num_bikes_available":10,"{{name}}":{{value}}}""");
                row.Number("num_bikes_available").Should().Be(10, "{0} is {1}", name, value);
                row.StationId.Should().Be("1");
            }
        }
    }

    [Theory]
    [InlineData("\"num_docks_available\":-2", null, "docks_invalid")]
    [InlineData("\"num_docks_available\":\"12\"", 12L, "")]
    [InlineData("\"num_docks_available\":\" 12.0 \"", 12L, "")]
    [InlineData("\"num_docks_available\":\"\"", null, "docks_missing")]
    [InlineData("\"num_docks_available\":-2,\"numDocksAvailable\":7", 7L, "docks_invalid")]
    [InlineData("\"num_docks_available\":999", 999L, "count_implausible")]
    [InlineData("\"num_docks_available\":200", 200L, "")]
    [InlineData("\"vehicle_docks_available\":[{\"vehicle_type_ids\":[\"a\"],\"count\":3},{\"vehicle_type_ids\":[\"b\"],\"count\":4}]", 7L, "")]
    [InlineData("\"vehicle_docks_available\":[{\"vehicle_type_ids\":[\"a\"],\"count\":\"3\"}]", 3L, "")]
    [InlineData("\"num_docks_available\":5,\"vehicle_docks_available\":[{\"count\":3}]", 5L, "")]
    [InlineData("\"num_docks_available\":null,\"vehicle_docks_available\":[{\"count\":3}]", 3L, "")]
    [InlineData("\"num_docks_available\":-1,\"vehicle_docks_available\":[{\"count\":3}]", 3L, "docks_invalid")]
    [InlineData("\"vehicle_docks_available\":[]", null, "docks_missing")]
    [InlineData("\"vehicle_docks_available\":[{\"count\":3},{\"count\":-1}]", null, "docks_invalid")]
    [InlineData("\"vehicle_docks_available\":[{\"count\":3},{}]", null, "docks_invalid")]
    [InlineData("\"vehicle_docks_available\":[{\"count\":2147483647},{\"count\":1}]", null, "docks_invalid")]
    [InlineData("\"vehicle_docks_available\":{}", null, "docks_invalid")]
    public void Curate_Docks_AreReadFromTheAvailableProperty(string docks, long? expected, string flags)
    {
        var row = Row($$"""{"station_id":1,"num_bikes_available":10,"last_reported":1760776294,"num_ebikes_available":4,{{docks}}}""");
        row.Number("num_docks_available").Should().Be(expected);
        string.Join(',', row.Flags).Should().Be(flags);
    }

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("1.0", 1L)]
    [InlineData("0.0", 0L)]
    [InlineData("1e0", 1L)]
    [InlineData("-0", 0L)]
    [InlineData("true", 1L)]
    [InlineData("\"1\"", 1L)]
    [InlineData("\"0.0\"", 0L)]
    [InlineData("\"True\"", 1L)]
    [InlineData("\" false\"", 0L)]
    [InlineData("\"\"", null)]
    [InlineData("2", null, "status_invalid")]
    [InlineData("\"yes\"", null, "status_invalid")]
    [InlineData("{}", null, "status_invalid")]
    public void Curate_StatusFlag_IsReadLikeACount(string value, long? expected, string flags = "")
    {
        var row = Row($"{Base[..^1]},\"is_renting\":{value}}}");
        row.Number("is_renting").Should().Be(expected);
        string.Join(',', row.Flags).Should().Be(flags);
    }

    [Theory]
    [InlineData("\"vehicle_types_available\":[{\"vehicle_type_id\":\"mechanical\",\"count\":7},{\"vehicle_type_id\":\"electrical\",\"count\":3}]", 7L, 3L, "")]
    [InlineData("\"vehicle_types_available\":[{\"vehicle_type_id\":\"bike\",\"count\":8},{\"vehicle_type_id\":\"ebike\",\"count\":2}]", 8L, 2L, "")]
    [InlineData("\"num_bikes_available_types\":{\"electric\":9,\"smart\":0,\"classic\":1}", 1L, 9L, "")]
    [InlineData("\"num_bikes_available_types\":[{\"ebike\":2},{\"electric\":1}]", 7L, 3L, "")]
    [InlineData("\"num_bikes_available_types\":[{\"mechanical\":3}]", 3L, 7L, "")]
    [InlineData("\"num_bikes_available_types\":[{\"mechanical\":\"3\"},{\"ebike\":\"7\"}]", 3L, 7L, "")]
    [InlineData("\"num_bikes_available_types\":[{\"mechanical\":11}]", 11L, null, "types_missing,types_mismatch")]
    [InlineData("\"vehicle_types_available\":[{\"vehicle_type_id\":\"mechanical\",\"count\":-1},{\"vehicle_type_id\":\"electrical\",\"count\":6}]", null, null, "types_invalid")]
    [InlineData("\"num_bikes_available_types\":[{\"mechanical\":-1},{\"ebike\":6}],\"num_ebikes_available\":4", 6L, 4L, "types_invalid")]
    [InlineData("\"num_bikes_available_types\":3", null, null, "types_invalid")]
    [InlineData("\"num_ebikes_available\":-1", null, null, "types_invalid")]
    [InlineData("\"vehicle_types_available\":[{\"vehicle_type_id\":\"t-human\",\"count\":8},{\"vehicle_type_id\":\"t-electric\",\"count\":2}]", 8L, 2L, "")]
    [InlineData("\"vehicle_types_available\":[{\"vehicle_type_id\":\"t-cargo\",\"count\":4}]", 6L, 4L, "")]
    [InlineData("\"vehicle_types_available\":[{\"vehicle_type_id\":\"ebike\",\"count\":4}]", null, null, "types_missing")]
    [InlineData("\"vehicle_types_available\":[{\"vehicle_type_id\":\"t-human\",\"count\":6},{\"vehicle_type_id\":\"t-scooter\",\"count\":4}]", 6L, null, "types_missing")]
    [InlineData("\"vehicle_types_available\":[{\"vehicle_type_id\":\"t-human\",\"count\":6},{\"vehicle_type_id\":\"t-electric\",\"count\":4},{\"vehicle_type_id\":\"t-scooter\",\"count\":3}]", 6L, 4L, "")]
    [InlineData("\"vehicle_types_available\":[{\"vehicle_type_id\":\"t-human\",\"count\":6},{\"vehicle_type_id\":\"t-electric\",\"count\":1},{\"vehicle_type_id\":\"t-scooter\",\"count\":3}]", 6L, 1L, "")]
    [InlineData("\"vehicle_types_available\":[{\"vehicle_type_id\":7,\"count\":4},{\"vehicle_type_id\":\"unheard of\",\"count\":6}]", 4L, 6L, "")]
    public void Curate_Types_FollowTheFeedsDefinitions(string types, long? mechanical, long? ebikes, string flags)
    {
        var system = VehicleTypes.ToJson(
        [
            new VehicleType("t-human", "bicycle", "human"), new VehicleType("t-electric", "bicycle", "electric_assist"), new VehicleType("t-cargo", "cargo_bicycle", "electric"),
            new VehicleType("t-scooter", "scooter", "electric"), new VehicleType("7", "bicycle", "human"), .. types.Contains("\"ebike\",\"count\":4", StringComparison.Ordinal) ? [new VehicleType("ebike", "moped", "electric")] : Array.Empty<VehicleType>(),
        ]);
        var station = $$"""{"station_id":1,"num_bikes_available":10,"num_docks_available":2,"last_reported":1760776294,{{types}}}""";
        foreach (var row in Rows(Messages.OfBody(System.Text.Encoding.UTF8.GetBytes(Messages.Feed(station)), Messages.EventTs, system)))
        {
            row.Number("mechanical_available").Should().Be(mechanical);
            row.Number("ebike_available").Should().Be(ebikes);
            string.Join(',', row.Flags).Should().Be(flags);
        }
    }

    [Theory]
    [InlineData("\"is_installed\":0,\"is_renting\":1", "station_closed")]
    [InlineData("\"is_renting\":0,\"is_returning\":false", "station_closed")]
    [InlineData("\"is_renting\":0,\"is_returning\":1", "")]
    [InlineData("\"is_renting\":0", "")]
    [InlineData("\"is_installed\":1,\"is_renting\":1,\"is_returning\":1", "")]
    public void Curate_ClosedStation_IsFlagged(string status, string flags) =>
        string.Join(',', Row($"{Base[..^1]},{status}}}").Flags).Should().Be(flags);

    [Theory]
    [InlineData(301, 0, "event_time_future")]
    [InlineData(300, 0, "")]
    [InlineData(2_000_000_000, 0, "event_time_future")]
    [InlineData(2_000_000_000, -90_000, "station_stale,event_time_future")]
    [InlineData(2_000_000_000, 61, "last_reported_future,event_time_future")]
    public void Curate_EventTimeAheadOfCollection_IsFlaggedAndNotUsedForAges(int seconds, int reportedAfterIngest, string flags)
    {
        var station = Base.Replace("1760776294", (Messages.EventSecond + reportedAfterIngest).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        foreach (var row in Rows(Messages.Envelope(Messages.Feed(station), Messages.EventTs.AddSeconds(seconds), ingestTs: Messages.EventTs)))
        {
            row.Number("event_ts").Should().Be((Messages.EventSecond + seconds) * 1_000_000, "the column keeps what the feed said");
            string.Join(',', row.Flags).Should().Be(flags);
        }
    }

    /// <summary>What both readers make of it.</summary>
    private static DecodedRow Row(string station)
    {
        var rows = Rows(Messages.Envelope(Messages.Feed(station), Messages.EventTs));
        rows[0].ToString().Should().Be(rows[1].ToString(), "both readers read {0}", station);
        return rows[0];
    }

    private static DecodedRow[] Rows(byte[] message)
    {
        var source = new SourceMessage("m", message);
        return [DecodedRow.Decode(StatusFeed.Curator().Curate(source).Rows!).Single(), DecodedRow.Decode(StatusFeed.Curator().CurateByReference(source).Rows!).Single()];
    }
}
