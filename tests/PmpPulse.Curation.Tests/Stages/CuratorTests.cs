using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Testing;

namespace PmpPulse.Curation.Tests.Stages;

public sealed class CuratorTests
{
    internal const string Velib =
        """{"station_id":213688169,"num_bikes_available":5,"numBikesAvailable":5,"num_bikes_available_types":[{"mechanical":1},{"ebike":4}],"num_docks_available":30,"numDocksAvailable":30,"is_installed":1,"is_returning":1,"is_renting":0,"last_reported":1760776294,"stationCode":"16107","station_opening_hours":null}""";

    [Fact]
    public void Curate_Velib_FillsEveryColumn()
    {
        var curated = StatusFeed.Curator().Curate(Messages.OfStations(Velib));
        curated.DeadLetters.Should().BeEmpty();
        curated.Counts.Should().Be(new StageCounts(1, 1, 0));
        var row = DecodedRow.Decode(curated.Rows!).Single();
        row.Number("ingest_ts").Should().Be(1_760_778_570_250_000);
        row.Number("event_ts").Should().Be(1_760_778_556_000_000);
        row.StationId.Should().Be("213688169");
        row.Text("station_code").Should().Be("16107");
        row.Number("is_installed").Should().Be(1);
        row.Number("is_renting").Should().Be(0, "zero is not NULL");
        row.Number("is_returning").Should().Be(1);
        row.Number("last_reported_ts").Should().Be(1_760_776_294_000_000);
        row.Number("num_bikes_available").Should().Be(5);
        row.Number("num_docks_available").Should().Be(30);
        row.Number("mechanical_available").Should().Be(1);
        row.Number("ebike_available").Should().Be(4);
        row.Text("raw_station_json").Should().Be(Velib);
        row.SnapshotId.Should().Be(SnapshotId.Compute("velib:station_status_snapshot", Messages.EventTs, Encoding.UTF8.GetBytes($"[{Velib}]")));
        row.Flags.Should().BeEmpty();
    }

    [Theory]
    // types, in every dialect
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"last_reported":1760776294,"num_bikes_available_types":{"mechanical":1,"ebike":4}}""", 1L, 4L, "")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"last_reported":1760776294,"num_bikes_available_types":[{"bike_type":"mechanical","count":1},{"bike_type":"ebike","count":4}]}""", 1L, 4L, "")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"last_reported":1760776294,"num_ebikes_available":4}""", 1L, 4L, "")]
    [InlineData("""{"station_id":1,"num_bikes_available":3,"num_docks_available":1,"last_reported":1760776294,"num_ebikes_available":4}""", null, 4L, "types_missing,types_mismatch")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"last_reported":1760776294,"vehicle_types_available":[{"vehicle_type_id":"t1","count":5}]}""", null, null, "types_missing")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"last_reported":1760776294,"vehicle_types_available":[{"vehicle_type_id":"mechanical","count":5},{"vehicle_type_id":"ebike","count":0}]}""", 5L, 0L, "")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"last_reported":1760776294,"num_bikes_available_types":[{},{}],"stationCode":null}""", null, null, "types_missing")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"last_reported":1760776294,"num_bikes_available_types":[{"mechanical":5},{"ebike":4}]}""", 5L, 4L, "types_mismatch")]
    [InlineData("""{"station_id":1,"num_vehicles_available":5,"num_docks_available":1,"last_reported":"2025-10-18T08:31:34Z","num_bikes_available_types":[{"mechanical":1},{"ebike":4}]}""", 1L, 4L, "")]
    // last_reported
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"num_ebikes_available":4}""", 1L, 4L, "last_reported_missing")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"num_ebikes_available":4,"last_reported":0}""", 1L, 4L, "last_reported_missing")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"num_ebikes_available":4,"last_reported":null}""", 1L, 4L, "last_reported_missing")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"num_ebikes_available":4,"last_reported":"x"}""", 1L, 4L, "last_reported_invalid")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"num_ebikes_available":4,"last_reported":1760778616}""", 1L, 4L, "")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"num_ebikes_available":4,"last_reported":1760778617}""", 1L, 4L, "last_reported_future")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"num_ebikes_available":4,"last_reported":1760692156}""", 1L, 4L, "")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"num_ebikes_available":4,"last_reported":1760692155}""", 1L, 4L, "station_stale")]
    // the rest
    [InlineData("""{"station_id":1,"num_ebikes_available":4,"last_reported":1760776294}""", null, 4L, "types_missing,bikes_missing,docks_missing")]
    [InlineData("""{"station_id":1,"num_bikes_available":5,"num_docks_available":1,"num_ebikes_available":4,"last_reported":1760776294,"is_renting":"yes","stationCode":{}}""", 1L, 4L, "status_invalid,station_code_invalid")]
    public void Curate_Dialect_IsMappedAndFlagged(string station, long? mechanical, long? ebikes, string flags)
    {
        var row = DecodedRow.Decode(StatusFeed.Curator().Curate(Messages.OfStations(station)).Rows!).Single();
        row.Number("mechanical_available").Should().Be(mechanical);
        row.Number("ebike_available").Should().Be(ebikes);
        string.Join(',', row.Flags).Should().Be(flags);
    }

    [Fact]
    public void Curate_NoEventTime_UsesTheIngestTimeAndFlagsIt()
    {
        var row = DecodedRow.Decode(StatusFeed.Curator().Curate(new SourceMessage("m", Messages.Envelope(Messages.Feed(Velib), null))).Rows!).Single();
        row.Number("event_ts").Should().Be(row.Number("ingest_ts"));
        row.Flags.Should().Equal("event_time_missing");
    }

    [Theory]
    [InlineData("5", "station_not_an_object", "#1")]
    [InlineData("""{"num_bikes_available":1}""", "station_id_missing", "#1")]
    [InlineData("""{"station_id":2,"num_bikes_available":-1}""", "station_field_invalid", "2")]
    [InlineData("""{"station_id":2,"num_bikes_available":1.5}""", "station_field_invalid", "2")]
    [InlineData("""{"station_id":2,"num_bikes_available":"many"}""", "station_field_invalid", "2")]
    [InlineData("""{"station_id":2,"num_bikes_available":true}""", "station_field_invalid", "2")]
    [InlineData("""{"station_id":2,"num_vehicles_available":2147483648}""", "station_field_invalid", "2")]
    [InlineData("""{"station_id":"first","num_bikes_available":1}""", "station_id_duplicate", "first")]
    public void Curate_BadStation_IsDeadLetteredAndLosesNoOther(string bad, string type, string stationId)
    {
        var curated = StatusFeed.Curator().Curate(Messages.OfStations("""{"station_id":"first"}""", bad, """{"station_id":"last"}"""));
        DecodedRow.Decode(curated.Rows!).Select(row => row.StationId).Should().Equal("first", "last");
        var dead = curated.DeadLetters.Single();
        dead.Stage.Should().Be(Stage.ValidateRow);
        dead.ErrorType.Should().Be(type);
        dead.ElementId.Should().Be(stationId);
        dead.MessageId.Should().Be("m1");
        dead.Meta.Key.Should().Be("velib:station_status_snapshot");
        dead.Data.Should().BeNull("one row was lost, not the message");
        Encoding.UTF8.GetString(dead.RowJson!.Value.Span).Should().Be(bad);
    }

    [Fact]
    public void Curate_FaultyFirstOfTwoWithOneId_KeepsTheValidOne()
    {
        var curated = StatusFeed.Curator().Curate(Messages.OfStations("""{"station_id":1,"num_bikes_available":-1}""", """{"station_id":1,"num_bikes_available":1}"""));
        DecodedRow.Decode(curated.Rows!).Single().Number("num_bikes_available").Should().Be(1);
        curated.DeadLetters.Single().ErrorType.Should().Be("station_field_invalid");
    }

    [Fact]
    public void Curate_IdenticalFaultyStations_HaveDistinctIdentities()
    {
        var curated = StatusFeed.Curator().Curate(Messages.OfStations("5", "6", """{"station_id":1,"num_bikes_available":-1}""", """{"station_id":1,"num_bikes_available":-2}"""));
        curated.DeadLetters.Select(dead => dead.ElementId).Should().Equal("#0", "#1", "1", "1#3");
    }

    [Fact]
    public void Curate_FaultyIdsThatLookLikeIdentities_HaveDistinctIdentities()
    {
        var curated = StatusFeed.Curator().Curate(Messages.OfStations(
            """{"station_id":"1#3","num_bikes_available":-1}""", """{"station_id":"#4","num_bikes_available":-1}""", """{"station_id":1,"num_bikes_available":-1}""", """{"station_id":1,"num_bikes_available":-2}""", "5"));
        curated.DeadLetters.Select(dead => dead.ElementId).Should().Equal("1#3", "#4", "1", "1#3#3", "#4#4");
    }

    [Theory]
    [InlineData("not json", Stage.ParseNormalize, ReadErrors.NotJson)]
    [InlineData("", Stage.ParseNormalize, ReadErrors.Empty)]
    [InlineData("null", Stage.ParseNormalize, ReadErrors.NotAnObject)]
    [InlineData("{}", Stage.ParseNormalize, ReadErrors.MissingField)]
    public void Curate_NotAnEnvelope_IsDeadLetteredWhole(string message, string stage, string type) => Whole(Encoding.UTF8.GetBytes(message), stage, type);

    [Theory]
    [InlineData("[]", Stage.SnapshotToStationRows, ReadErrors.NotAnObject)]
    [InlineData("{}", Stage.SnapshotToStationRows, "stations_missing")]
    [InlineData("""{"data":{"stations":{}}}""", Stage.SnapshotToStationRows, "stations_not_an_array")]
    [InlineData("""{"data":{"stations":[}}""", Stage.ParseNormalize, ReadErrors.NotJson)]
    [InlineData("""{"data":{"stations":[{"station_id":1,"x":tru}]}}""", Stage.ParseNormalize, ReadErrors.NotJson)]
    [InlineData("\"<html>\"", Stage.SnapshotToStationRows, ReadErrors.NotJson)]
    [InlineData("\"\"", Stage.SnapshotToStationRows, ReadErrors.Empty)]
    public void Curate_NotAFeed_IsDeadLetteredWhole(string payload, string stage, string type) => Whole(Messages.Envelope(payload, Messages.EventTs), stage, type);

    [Fact]
    public void Curate_PayloadAsString_IsUnwrapped()
    {
        var wrapped = System.Text.Json.JsonSerializer.Serialize(Messages.Feed(Velib));
        var curated = StatusFeed.Curator().Curate(new SourceMessage("m", Messages.Envelope(wrapped, Messages.EventTs)));
        var direct = StatusFeed.Curator().Curate(Messages.OfStations(Velib));
        curated.Rows!.Rows.Should().Equal(direct.Rows!.Rows);
    }

    [Fact]
    public void Curate_EventOfAnotherSystem_IsDeadLetteredWholeUntilConfigured()
    {
        var message = new SourceMessage("m1", Messages.OfSystem("lyon", Messages.Feed(Velib)));
        var asItsOwn = new Curator(StatusFeed.Of("lyon")).Curate(message);
        foreach (var curated in new[] { StatusFeed.Curator().Curate(message), StatusFeed.Curator().CurateByReference(message) })
        {
            curated.HasSnapshot.Should().BeFalse();
            var dead = curated.DeadLetters.Single();
            (dead.Stage, dead.ErrorType).Should().Be((Stage.ParseNormalize, "foreign_source"));
            dead.ErrorMessage.Should().Contain("'lyon'").And.Contain("'velib'").And.Contain("FEED_SOURCE");
            dead.Data!.Value.ToArray().Should().Equal(message.Data.ToArray());
            dead.Meta.Source.Should().Be("lyon");
            dead.Meta.SnapshotId.Should().Be(asItsOwn.Snapshot!.Value.SnapshotId, "the raw table uses the same id");
        }

        DecodedRow.Decode(asItsOwn.Rows!).Select(row => row.Text("system_id")).Should().Equal("lyon");
    }

    [Fact]
    public void Curate_OtherEventOfAnotherSystem_IsSkipped() =>
        StatusFeed.Curator().Curate(new SourceMessage("m", Messages.OfSystem("lyon", "{}", "other"))).IsSkipped.Should().BeTrue("no service curates it");

    [Fact]
    public void Curate_OtherEvent_IsSkipped()
    {
        var envelope = new EventEnvelope(Messages.EventTs, null, "velib", SnapshotEvents.StationInformation, "velib:station_information_snapshot", Encoding.UTF8.GetBytes(Messages.Feed(Velib)));
        var curated = StatusFeed.Curator().Curate(new SourceMessage("m", EventEnvelopeWriter.ToBytes(envelope)));
        curated.IsSkipped.Should().BeTrue();
        curated.HasSnapshot.Should().BeFalse();
        curated.DeadLetters.Should().BeEmpty();
    }

    [Fact]
    public void Curate_RowReplay_BelongsToTheSnapshotItNames()
    {
        var original = StatusFeed.Curator().Curate(Messages.OfStations(Velib, """{"station_id":2,"num_bikes_available":-1}"""));
        var id = original.Snapshot!.Value.SnapshotId;
        original.DeadLetters.Single().Meta.ToJson().Should().Contain($"\"snapshot_id\":\"{id}\"").And.NotContain("replay_count");

        var replay = Messages.Of($$$"""{"data":{"stations":[{{{Velib}}},{"station_id":2,"num_bikes_available":-1}]}}""") with
        {
            Attributes = new Dictionary<string, string>
            {
                [MessageAttributes.SnapshotId] = id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                [MessageAttributes.OriginalMessageId] = "m0",
                [MessageAttributes.ReplayCount] = "2",
            },
        };
        foreach (var curated in new[] { StatusFeed.Curator().Curate(replay), StatusFeed.Curator().CurateByReference(replay) })
        {
            curated.IsRowReplay.Should().BeTrue();
            curated.Rows!.Rows.Should().Equal(original.Rows!.Rows, "a row depends only on its station and the envelope");
            var dead = curated.DeadLetters.Single();
            (dead.MessageId, dead.Stage, dead.ElementId).Should().Be(("m0", Stage.ValidateRow, "2"), "a replay that fails again is the same dead letter");
            dead.Meta.ToJson().Should().Contain($"\"snapshot_id\":\"{id}\"").And.Contain("\"replay_count\":\"2\"");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("9223372036854775808")]
    public void Curate_InvalidSnapshotIdAttribute_IsDeadLetteredWhole(string named)
    {
        var message = Messages.OfStations(Velib) with { Attributes = new Dictionary<string, string> { [MessageAttributes.SnapshotId] = named } };
        var dead = StatusFeed.Curator().Curate(message).DeadLetters.Single();
        (dead.Stage, dead.ErrorType).Should().Be((Stage.ParseNormalize, CurationErrors.InvalidAttribute));
        dead.Data!.Value.ToArray().Should().Equal(message.Data.ToArray());
        StatusFeed.Curator().Curate(message).HasSnapshot.Should().BeFalse();
    }

    [Fact]
    public void Curate_NoEventTimeAndABadStation_DeadLetterHasNoEventTime()
    {
        var dead = StatusFeed.Curator().Curate(new SourceMessage("m", Messages.Envelope(Messages.Feed("5"), null))).DeadLetters.Single();
        dead.Meta.EventTs.Should().BeNull("otherwise a replay of the station would lose its flag");
        dead.Meta.IngestTs.Should().NotBeNull();
    }

    [Fact]
    public void Curate_TooManyStations_IsDeadLetteredWhole()
    {
        var stations = Enumerable.Range(0, JsonLimits.MaxElements + 1).Select(id => $$"""{"station_id":{{id}}}""").ToArray();
        Whole(Messages.Envelope(Messages.Feed(stations), Messages.EventTs), Stage.SnapshotToStationRows, CurationErrors.SnapshotTooLarge);
        StatusFeed.Curator().Curate(Messages.OfStations(stations[1..])).Rows!.Count.Should().Be(JsonLimits.MaxElements);
    }

    [Fact]
    public void Curate_MoreBytesThanAnAppendTakes_IsDeadLetteredWhole()
    {
        var id = new string('x', 1_000_000);
        var stations = Enumerable.Range(0, 10).Select(index => $$"""{"station_id":"{{index}}{{id}}"}""").ToArray();
        Whole(Messages.Envelope(Messages.Feed(stations), Messages.EventTs), Stage.SnapshotToStationRows, CurationErrors.SnapshotTooLarge);
    }

    [Fact]
    public void Curate_OneCuratorForManyMessages_KeepsNoState()
    {
        var curator = StatusFeed.Curator();
        var first = curator.Curate(Messages.OfStations(Velib, "5"));
        curator.Curate(Messages.Of("""{"data":{"stations":[{"station_id":1},"""));
        var again = curator.Curate(Messages.OfStations(Velib, "5"));
        again.Rows!.Rows.Should().Equal(first.Rows!.Rows);
        again.DeadLetters.Select(dead => (dead.ElementId, dead.ErrorMessage)).Should().Equal(first.DeadLetters.Select(dead => (dead.ElementId, dead.ErrorMessage)));
    }

    private static void Whole(byte[] message, string stage, string type)
    {
        var curated = StatusFeed.Curator().Curate(new SourceMessage("m1", message));
        curated.HasSnapshot.Should().BeFalse();
        curated.Rows.Should().BeNull();
        var dead = curated.DeadLetters.Single();
        (dead.Stage, dead.ErrorType, dead.ElementId, dead.MessageId).Should().Be((stage, type, null, "m1"));
        dead.Data!.Value.ToArray().Should().Equal(message);
    }
}
