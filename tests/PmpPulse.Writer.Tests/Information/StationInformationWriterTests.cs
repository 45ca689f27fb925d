using System.Net;
using System.Text.Json.Nodes;
using PmpPulse.Contracts;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests.Information;

public sealed class StationInformationWriterTests(Warehouse warehouse) : IClassFixture<Warehouse>
{
    private static readonly TableName Table = ResourceNames.Tables.StationInformation;
    private static readonly TableName DeadLetters = ResourceNames.Tables.StationInfoPushDeadLetters;

    [Fact]
    public async Task Push_Stations_OneRowEach()
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        await ShouldAcknowledgeAsync(writer, "whole",
            """[{"station_id":20702946965,"stationCode":"16107","name":"Hôtel - Pré","lat":48.86,"lon":2.27,"capacity":0},{"station_id":"uuid-1"}]""");

        var rows = await warehouse.RowsAsync(Table);
        var full = rows.Single(r => r["station_id"] == "20702946965");
        full["ingest_ts"].Should().Be("1760778560123456");
        full["station_code"].Should().Be("16107");
        full["name"].Should().Be("Hôtel - Pré");
        full["lat"].Should().Be("48.86");
        full["lon"].Should().Be("2.27");
        // zero is a capacity, not its absence
        full["capacity"].Should().Be("0");
        full["raw_station_json"].Should().StartWith("""{"station_id":20702946965""");
        var bare = rows.Single(r => r["station_id"] == "uuid-1");
        new[] { "event_ts", "station_code", "name", "lat", "lon", "capacity", "address", "post_code" }.Should().OnlyContain(column => bare[column] == null);
        (await warehouse.RowsAsync(DeadLetters)).Should().NotContain(r => r["message_id"] == "whole");
    }

    [Fact]
    public async Task Push_SomeBadStations_GoodOnesKeptBadOnesNamedOnce()
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        await ShouldAcknowledgeAsync(writer, "partly",
            """[{"station_id":"good-1"},42,{"station_id":"bad-lat","lat":"north"},{"name":"nobody"},{"station_id":"good-1"},{"station_id":"good-2"}]""");

        var ids = (await warehouse.RowsAsync(Table)).Select(r => r["station_id"]).ToList();
        ids.Should().Contain(["good-1", "good-2"]).And.NotContain("bad-lat");
        ids.Count(id => id == "good-1").Should().Be(1);
        var record = (await warehouse.RowsAsync(DeadLetters)).Single(r => r["message_id"] == "partly");
        var attributes = JsonNode.Parse(record["attributes"]!)!;
        attributes["pmp_error_type"]!.GetValue<string>().Should().Be("stations_rejected");
        attributes["pmp_error_message"]!.GetValue<string>().Should().StartWith("4 of 6 stations not written: ")
            .And.Contain("#1 station_not_an_object").And.Contain("#2 (station_id bad-lat) station_field_invalid")
            .And.Contain("#3 station_id_missing").And.Contain("#4 (station_id good-1) station_id_duplicate");
    }

    [Theory]
    [InlineData("no-stations", """{"data":{}}""", ReadErrors.StationsMissing)]
    [InlineData("object", """{"data":{"stations":{}}}""", ReadErrors.StationsNotAnArray)]
    [InlineData("list", "[]", ReadErrors.NotAnObject)]
    public async Task Push_NoStationFeed_DeadLettered(string id, string payload, string errorType)
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        (await writer.PushAsync(WriterServer.Event(payload, EventTypes.StationInformationSnapshot), id)).Status.Should().Be(HttpStatusCode.NoContent);
        var record = (await warehouse.RowsAsync(DeadLetters)).Single(r => r["message_id"] == id);
        JsonNode.Parse(record["attributes"]!)!["pmp_error_type"]!.GetValue<string>().Should().Be(errorType);
    }

    [Fact]
    public async Task Push_NoStations_AcknowledgedWithoutRows()
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        await ShouldAcknowledgeAsync(writer, "empty", "[]");
        (await warehouse.RowsAsync(DeadLetters)).Should().NotContain(r => r["message_id"] == "empty");
    }

    [Fact]
    public async Task Push_RecordedFeed_EveryStation()
    {
        var recorded = SharedData.Find("velib-2025-10-18");
        Assert.SkipWhen(recorded is null, SharedData.SkipReason);
        await using var own = new Warehouse();
        await own.InitializeAsync();
        await using var writer = await WriterServer.StartInformationAsync(own.Host);
        var feed = await File.ReadAllTextAsync(Path.Combine(recorded!, "station_information.json"));
        (await writer.PushAsync(WriterServer.Event(feed, EventTypes.StationInformationSnapshot))).Status.Should().Be(HttpStatusCode.NoContent);
        (await own.RowsAsync(Table)).Should().HaveCount(1495).And.OnlyContain(r => r["name"] != null);
        (await own.RowsAsync(DeadLetters)).Should().BeEmpty();
    }

    private static async Task ShouldAcknowledgeAsync(WriterServer writer, string messageId, string stations)
    {
        var data = WriterServer.Event("{\"data\":{\"stations\":" + stations + "}}", EventTypes.StationInformationSnapshot);
        var answer = await writer.PushAsync(data, messageId);
        answer.Status.Should().Be(HttpStatusCode.NoContent, answer.Body);
    }
}
