using System.Net;
using System.Text.Json.Nodes;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests.Information;

public sealed class StationInformationWriterTests(Warehouse warehouse) : IClassFixture<Warehouse>
{
    private static readonly TableName Table = Velib.Information.Writer.Table;
    private static readonly TableName DeadLetters = Velib.Information.DeadLetters.Table;

    [Fact]
    public async Task Push_Stations_WritesOneRowEach()
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        await ShouldAcknowledgeAsync(writer, "whole",
            """[{"station_id":20702946965,"stationCode":"16107","name":"Hôtel - Pré","lat":48.86,"lon":2.27,"capacity":0},{"station_id":"uuid-1"}]""");

        var rows = await warehouse.RowsAsync(Table);
        var full = rows.Single(r => r["station_id"] == "20702946965");
        full["system_id"].Should().Be("velib");
        full["ingest_ts"].Should().Be("1760778560123456");
        full["station_code"].Should().Be("16107");
        full["name"].Should().Be("Hôtel - Pré");
        full["lat"].Should().Be("48.86");
        full["lon"].Should().Be("2.27");
        // zero is a capacity, not a missing one
        full["capacity"].Should().Be("0");
        full["raw_station_json"].Should().StartWith("""{"station_id":20702946965""");
        var bare = rows.Single(r => r["station_id"] == "uuid-1");
        new[] { "event_ts", "station_code", "name", "lat", "lon", "capacity", "address", "post_code" }.Should().OnlyContain(column => bare[column] == null);
        (await warehouse.RowsAsync(DeadLetters)).Should().NotContain(r => r["message_id"] == "whole");
    }

    [Fact]
    public async Task Push_EventOfAnotherSystem_IsDeadLetteredWholeUntilConfigured()
    {
        var information = WriterServer.Event("""{"data":{"stations":[{"station_id":"foreign-1"}]}}""", SnapshotEvents.StationInformation, source: "lyon");
        await using (var writer = await WriterServer.StartInformationAsync(warehouse.Host))
        {
            (await writer.PushAsync(information, "foreign")).Status.Should().Be(HttpStatusCode.NoContent);
        }

        (await warehouse.RowsAsync(Table)).Should().NotContain(r => r["station_id"] == "foreign-1");
        var record = (await warehouse.RowsAsync(DeadLetters)).Single(r => r["message_id"] == "foreign");
        Convert.FromBase64String(record["data"]!).Should().Equal(information);
        var attributes = JsonNode.Parse(record["attributes"]!)!;
        attributes["pmp_error_type"]!.GetValue<string>().Should().Be("foreign_source");
        attributes["pmp_error_message"]!.GetValue<string>().Should().Contain("'lyon'").And.Contain("'velib'").And.Contain("FEED_SOURCE");

        await using var own = await WriterServer.StartAsync(warehouse.Host, "--FEED_ID=velib.station_information", "--OIDC_DISABLED=true", "--FEED_SOURCE=lyon");
        (await own.PushAsync(information, "foreign-again")).Status.Should().Be(HttpStatusCode.NoContent);
        (await warehouse.RowsAsync(Table)).Single(r => r["station_id"] == "foreign-1")["system_id"].Should().Be("lyon");
    }

    [Fact]
    public async Task Push_SomeBadStations_KeepsTheGoodAndNamesTheBadOnce()
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        await ShouldAcknowledgeAsync(writer, "partly",
            """[{"station_id":"good-1"},42,{"station_id":"odd-lat","lat":"north"},{"name":"nobody"},{"station_id":"good-1","name":"other"},{"station_id":"good-1"},{"station_id":"good-2"}]""");

        var ids = (await warehouse.RowsAsync(Table)).Select(r => r["station_id"]).ToList();
        ids.Should().Contain(["good-1", "good-2", "odd-lat"]);
        ids.Count(id => id == "good-1").Should().Be(1);
        var record = (await warehouse.RowsAsync(DeadLetters)).Single(r => r["message_id"] == "partly");
        var attributes = JsonNode.Parse(record["attributes"]!)!;
        attributes["pmp_error_type"]!.GetValue<string>().Should().Be("stations_rejected");
        attributes["pmp_error_message"]!.GetValue<string>().Should().StartWith("3 of 7 stations not written: ")
            .And.Contain("#1 station_not_an_object").And.NotContain("odd-lat")
            .And.Contain("#3 station_id_missing").And.Contain("#4 (station_id good-1) station_id_duplicate");
    }

    [Fact]
    public async Task Push_OneOddFieldEach_NamesEveryStationWithItsReason()
    {
        var case04 = SharedData.Find("cases/F04-one-optional-field-costs-the-place");
        Assert.SkipWhen(case04 is null, SharedData.SkipReason);
        await using var own = new Warehouse();
        await own.InitializeAsync();
        await using var writer = await WriterServer.StartInformationAsync(own.Host);
        var feed = await File.ReadAllTextAsync(Path.Combine(case04!, "station_information.json"));
        (await writer.PushAsync(WriterServer.Event(feed, SnapshotEvents.StationInformation, DateTimeOffset.FromUnixTimeSeconds(1_760_778_556)))).Status.Should().Be(HttpStatusCode.NoContent);
        (await own.RowsAsync(Table)).Select(r => (r["station_id"], r["name"], r["lat"], r["capacity"], r["address"], r["quality_flags"])).Should().BeEquivalentTo(new[]
        {
            ("ok", "Nok", "48.85", "20", null, ""),
            ("captext", "Ncaptext", "48.85", "20", null, ""),
            ("cap12.5", "Ncap12.5", "48.85", null, null, "capacity_invalid"),
            ("lattext", "Nlattext", "48.85", "20", (string?)null, ""),
            ("addrobj", "Naddrobj", "48.85", "20", null, "address_invalid"),
        });
        (await own.RowsAsync(DeadLetters)).Should().BeEmpty();
    }

    [Fact]
    public async Task Push_OneStationBreaksTheBody_LosesOnlyThatStation()
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        var envelope = new EventEnvelope(
            DateTimeOffset.FromUnixTimeSeconds(1_760_778_560), null, "velib", SnapshotEvents.StationInformation, "k",
            System.Text.Encoding.Latin1.GetBytes("""{"data":{"stations":[{"station_id":"b-nan","lat":NaN},{"station_id":"b-latin","name":"Hôtel"},{"station_id":"b-ok","name":"B"}]}}"""))
        {
            PayloadIsJson = false,
        };
        (await writer.PushAsync(EventEnvelopeWriter.ToBytes(envelope).ToArray(), "broken")).Status.Should().Be(HttpStatusCode.NoContent);
        (await warehouse.RowsAsync(Table)).Where(r => r["station_id"]!.StartsWith("b-", StringComparison.Ordinal)).Should().ContainSingle().Which["name"].Should().Be("B");
        var record = (await warehouse.RowsAsync(DeadLetters)).Single(r => r["message_id"] == "broken");
        JsonNode.Parse(record["attributes"]!)!["pmp_error_message"]!.GetValue<string>().Should().StartWith("2 of 3 stations not written: ")
            .And.Contain("#0 (station_id b-nan) station_not_json").And.Contain("#1 (station_id b-latin) station_not_utf8");
    }

    [Fact]
    public async Task Push_BodyIsNotAFeed_IsDeadLetteredWhole()
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        var page = new EventEnvelope(
            DateTimeOffset.FromUnixTimeSeconds(1_760_778_560), null, "velib", SnapshotEvents.StationInformation, "k", "<html>Sign in</html>"u8.ToArray())
        {
            PayloadIsJson = false,
        };
        var data = EventEnvelopeWriter.ToBytes(page).ToArray();
        (await writer.PushAsync(data, "page")).Status.Should().Be(HttpStatusCode.NoContent);
        var record = (await warehouse.RowsAsync(DeadLetters)).Single(r => r["message_id"] == "page");
        Convert.FromBase64String(record["data"]!).Should().Equal(data);
        JsonNode.Parse(record["attributes"]!)!["pmp_error_type"]!.GetValue<string>().Should().Be(ReadErrors.NotJson);
    }

    [Theory]
    [InlineData("future", "2099-01-01T00:00:00Z", "event_time_future")]
    [InlineData("missing", null, "event_time_missing")]
    public async Task Push_ImplausibleClock_UsesTheIngestTime(string id, string? eventTs, string flag)
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        DateTimeOffset? time = eventTs is null ? null : DateTimeOffset.Parse(eventTs, System.Globalization.CultureInfo.InvariantCulture);
        var feed = $$$"""{"data":{"stations":[{"station_id":"{{{id}}}","name":"x","lat":1,"lon":1}]}}""";
        await writer.PushAsync(WriterServer.Event(feed, SnapshotEvents.StationInformation, time), id);
        var row = (await warehouse.RowsAsync(Table)).Single(r => r["station_id"] == id);
        row["ingest_ts"].Should().Be("1760778560123456");
        row["quality_flags"].Should().Be(flag);
        (row["event_ts"] is null).Should().Be(eventTs is null);
    }

    [Theory]
    [InlineData("no-stations", """{"data":{}}""", "stations_missing")]
    [InlineData("object", """{"data":{"stations":{}}}""", "stations_not_an_array")]
    [InlineData("list", "[]", ReadErrors.NotAnObject)]
    public async Task Push_NotAStationFeed_IsDeadLettered(string id, string payload, string errorType)
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        (await writer.PushAsync(WriterServer.Event(payload, SnapshotEvents.StationInformation), id)).Status.Should().Be(HttpStatusCode.NoContent);
        var record = (await warehouse.RowsAsync(DeadLetters)).Single(r => r["message_id"] == id);
        JsonNode.Parse(record["attributes"]!)!["pmp_error_type"]!.GetValue<string>().Should().Be(errorType);
    }

    [Fact]
    public async Task Push_NoStations_IsAcknowledgedWithoutRows()
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        await ShouldAcknowledgeAsync(writer, "empty", "[]");
        (await warehouse.RowsAsync(DeadLetters)).Should().NotContain(r => r["message_id"] == "empty");
    }

    [Fact]
    public async Task Push_RecordedFeed_WritesEveryStation()
    {
        var recorded = SharedData.Find("velib-2025-10-18");
        Assert.SkipWhen(recorded is null, SharedData.SkipReason);
        await using var own = new Warehouse();
        await own.InitializeAsync();
        await using var writer = await WriterServer.StartInformationAsync(own.Host);
        var feed = await File.ReadAllTextAsync(Path.Combine(recorded!, "station_information.json"));
        (await writer.PushAsync(WriterServer.Event(feed, SnapshotEvents.StationInformation))).Status.Should().Be(HttpStatusCode.NoContent);
        (await own.RowsAsync(Table)).Should().HaveCount(1495).And.OnlyContain(r => r["name"] != null);
        (await own.RowsAsync(DeadLetters)).Should().BeEmpty();
    }

    private static async Task ShouldAcknowledgeAsync(WriterServer writer, string messageId, string stations)
    {
        var data = WriterServer.Event("{\"data\":{\"stations\":" + stations + "}}", SnapshotEvents.StationInformation);
        var answer = await writer.PushAsync(data, messageId);
        answer.Status.Should().Be(HttpStatusCode.NoContent, answer.Body);
    }
}
