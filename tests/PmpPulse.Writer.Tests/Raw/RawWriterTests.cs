using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Events;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests.Raw;

public sealed class RawWriterTests(Warehouse warehouse) : IClassFixture<Warehouse>
{
    private static readonly TableName Table = Velib.Status.Writer.Table;

    [Fact]
    public async Task Push_Event_WritesOneRow()
    {
        const string payload = """{"lastUpdatedOther":1760778556,"data":{"stations":[{"station_id":20702946965,"name":"Hôtel","x":0}]},"marker":"one"}""";
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        (await writer.PushAsync(WriterServer.Event(payload, eventTs: DateTimeOffset.FromUnixTimeSeconds(1760778556)))).Status.Should().Be(HttpStatusCode.NoContent);

        var row = (await warehouse.RowsAsync(Table)).Single(r => r["payload"]!.Contains("\"one\"", StringComparison.Ordinal));
        row["ingest_ts"].Should().Be("1760778560123456");
        row["event_ts"].Should().Be("1760778556000000");
        row["source"].Should().Be("velib");
        row["event_type"].Should().Be("station_status_snapshot");
        row["key"].Should().Be("velib:station_status_snapshot");
        JsonNode.DeepEquals(JsonNode.Parse(row["payload"]!), JsonNode.Parse(payload)).Should().BeTrue();
    }

    [Theory]
    [InlineData("id-1", """{"data":{"x":1, "stations": [ {"station_id":1} ] }, "m":"id-1"}""", """[ {"station_id":1} ]""")]
    [InlineData("id-2", """{"data":{"stations":[]},"m":"id-2"}""", "[]")]
    [InlineData("id-3", """{"data":{"stations":[1],"stations":[2]},"m":"id-3"}""", "[2]")]
    [InlineData("id-4", """{"data":{"stations":{}},"m":"id-4"}""", null)]
    [InlineData("id-5", """{"m":"id-5"}""", null)]
    public async Task Push_Snapshot_HasTheIdThatCurationComputes(string marker, string payload, string? stations)
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var eventTs = DateTimeOffset.FromUnixTimeSeconds(1760778556);
        (await writer.PushAsync(WriterServer.Event(payload, eventTs: eventTs))).Status.Should().Be(HttpStatusCode.NoContent);

        var expected = stations is null ? null : SnapshotId.Compute("velib:station_status_snapshot", eventTs, Encoding.UTF8.GetBytes(stations)).ToString(CultureInfo.InvariantCulture);
        (await RowAsync(marker))["snapshot_id"].Should().Be(expected);
    }

    [Theory]
    [InlineData("broken-1", "utf-8", null)]
    [InlineData("broken-2 H\u00f4tel", "latin1", "base64")]
    public async Task Push_BodyNotJson_IsKeptWhole(string marker, string encoding, string? payloadEncoding)
    {
        var body = Encoding.GetEncoding(encoding).GetBytes($$$"""{"data":{"stations":[{"station_id":"{{{marker}}}","num_bikes_available":NaN}]}}""");
        var ingestTs = DateTimeOffset.FromUnixTimeSeconds(1760800000 + body.Length);
        var types = VehicleTypes.ToJson([new VehicleType("1", "bicycle", "human")]);
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var envelope = new EventEnvelope(ingestTs, null, "velib", SnapshotEvents.StationStatus, "velib:station_status_snapshot", body) { PayloadIsJson = false, VehicleTypes = types };
        (await writer.PushAsync(EventEnvelopeWriter.ToBytes(envelope).ToArray())).Status.Should().Be(HttpStatusCode.NoContent);

        var row = (await warehouse.RowsAsync(Table)).Single(r => r["ingest_ts"] == (1_000_000 * ingestTs.ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture));
        var payload = JsonNode.Parse(row["payload"]!)!.GetValue<string>();
        (payloadEncoding is null ? Encoding.UTF8.GetBytes(payload) : Convert.FromBase64String(payload)).Should().Equal(body);
        row["payload_encoding"].Should().Be(payloadEncoding);
        JsonNode.DeepEquals(JsonNode.Parse(row["vehicle_types"]!), JsonNode.Parse(types.Span)).Should().BeTrue();
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("x\",\"y\":1e999,\"z\":\"")]
    [InlineData("x\",\"y\":1,\"y\":2,\"z\":\"")]
    public async Task Push_JsonTheColumnMayRefuse_IsKeptAsJsonOrText(string oddity)
    {
        var payload = $$$"""{"data":{"stations":[{"station_id":"odd","name":"{{{oddity}}}"}]},"m":"odd-{{{oddity.Length}}}"}""";
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        (await writer.PushAsync(WriterServer.Event(payload))).Status.Should().Be(HttpStatusCode.NoContent);
        var row = (await warehouse.RowsAsync(Table)).Should().ContainSingle(r => r["payload"]!.Contains($"odd-{oddity.Length}", StringComparison.Ordinal)).Which;
        row["snapshot_id"].Should().NotBeNull();
    }

    [Theory]
    [InlineData("told-1", "-42", "-42")]
    [InlineData("told-2", "garbage", null)]
    public async Task Push_SnapshotIdInTheAttributes_TakesPrecedence(string marker, string told, string? expected)
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var data = WriterServer.Event($$$"""{"data":{"stations":[]},"m":"{{{marker}}}"}""");
        (await writer.PushAsync(data, attributes: (MessageAttributes.SnapshotId, told))).Status.Should().Be(HttpStatusCode.NoContent);
        (await RowAsync(marker))["snapshot_id"].Should().Be(expected);
    }

    [Fact]
    public async Task Push_ReplayForCuration_IsAcknowledgedAndNotWritten()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        (await writer.PushAsync(WriterServer.Event("""{"m":"passed-by"}"""), attributes: (MessageAttributes.ReplayFor, "curation"))).Status.Should().Be(HttpStatusCode.NoContent);
        (await writer.PushAsync(WriterServer.Event("""{"m":"for-others"}"""), attributes: (MessageAttributes.ReplayFor, "others"))).Status.Should().Be(HttpStatusCode.NoContent);
        await RowAsync("for-others");
        (await warehouse.RowsAsync(Table)).Should().NotContain(row => row["payload"]!.Contains("passed-by", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_ReplayThatCurationSkips_IsRecorded()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var (status, _) = await writer.PushAsync(WriterServer.Event("{}", "weather"), "passed-by-both", (MessageAttributes.ReplayFor, "curation"));
        status.Should().Be(HttpStatusCode.NoContent);
        (await warehouse.RowsAsync(Velib.Status.DeadLetters.Table)).Should().ContainSingle(row => row["message_id"] == "passed-by-both");
    }

    [Fact]
    public async Task Push_EventOfAnotherSystem_IsKept()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        (await writer.PushAsync(WriterServer.Event("""{"data":{"stations":[]}}""", source: "lyon"), "raw-foreign")).Status.Should().Be(HttpStatusCode.NoContent);
        (await warehouse.RowsAsync(Table)).Should().ContainSingle(row => row["source"] == "lyon" && row["key"] == "lyon:station_status_snapshot");
    }

    [Fact]
    public async Task Push_NoEventTime_IsNullInTheTable()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        (await writer.PushAsync(WriterServer.Event("""{"marker":"timeless"}"""))).Status.Should().Be(HttpStatusCode.NoContent);
        (await warehouse.RowsAsync(Table)).Single(r => r["payload"]!.Contains("timeless", StringComparison.Ordinal))["event_ts"].Should().BeNull();
    }

    [Fact]
    public async Task Push_SameMessageTwice_WritesTwoRowsWithOneIdentity()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        for (var i = 0; i < 2; i++) await writer.PushAsync(WriterServer.Event("""{"marker":"twice"}"""));
        var rows = (await warehouse.RowsAsync(Table)).Where(r => r["payload"]!.Contains("twice", StringComparison.Ordinal)).ToList();
        rows.Should().HaveCount(2);
        rows.Select(r => (r["key"], r["ingest_ts"])).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Push_ManyAtOnce_WritesEveryRow()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => writer.PushAsync(WriterServer.Event($$"""{"marker":"many","i":{{i}}}"""))));
        answers.Should().OnlyContain(answer => answer.Status == HttpStatusCode.NoContent);
        (await warehouse.RowsAsync(Table)).Where(r => r["payload"]!.Contains("many", StringComparison.Ordinal))
            .Select(r => JsonNode.Parse(r["payload"]!)!["i"]!.GetValue<int>()).Should().BeEquivalentTo(Enumerable.Range(0, 50));
    }

    [Fact]
    public async Task Push_RecordedFeed_IsWritten()
    {
        var recorded = SharedData.Find("velib-2025-10-18");
        Assert.SkipWhen(recorded is null, SharedData.SkipReason);
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var feed = await File.ReadAllTextAsync(Path.Combine(recorded!, "station_status.json"));
        (await writer.PushAsync(WriterServer.Event(feed))).Status.Should().Be(HttpStatusCode.NoContent);
        var payload = (await warehouse.RowsAsync(Table)).Single(r => r["payload"]!.Length > 100_000)["payload"];
        JsonNode.DeepEquals(JsonNode.Parse(payload!), JsonNode.Parse(feed)).Should().BeTrue();
    }

    [Fact]
    public async Task Push_PublishersTrace_IsContinued()
    {
        var traces = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "PmpPulse.Writer",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = traces.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        await writer.PushAsync(WriterServer.Event("{}"), "traced", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        traces.Should().Contain(a => a.TraceId.ToHexString() == "0af7651916cd43dd8448eb211c80319c" && a.ParentSpanId.ToHexString() == "b7ad6b7169203331");
    }

    [Fact]
    public async Task Push_TableMissing_IsNeitherAcknowledgedNorLost()
    {
        var own = new Warehouse();
        await using var _ = own;
        await own.InitializeAsync();
        await own.DropAsync(Table);
        await using var writer = await WriterServer.StartRawAsync(own.Host);
        (await writer.PushAsync(WriterServer.Event("{}"))).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await own.RowsAsync(Velib.Status.DeadLetters.Table)).Should().BeEmpty();
    }

    private async Task<IReadOnlyDictionary<string, string?>> RowAsync(string marker) =>
        (await warehouse.RowsAsync(Table)).Single(row => row["payload"]!.Contains($"\"{marker}\"", StringComparison.Ordinal));
}
