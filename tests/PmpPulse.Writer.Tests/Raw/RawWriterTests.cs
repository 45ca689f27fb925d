using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PmpPulse.Contracts;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests.Raw;

public sealed class RawWriterTests(Warehouse warehouse) : IClassFixture<Warehouse>
{
    private static readonly TableName Table = ResourceNames.Tables.StatusRaw;

    [Fact]
    public async Task Push_Event_OneRow()
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

    [Fact]
    public async Task Push_NoEventTime_NullInTheTable()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        (await writer.PushAsync(WriterServer.Event("""{"marker":"timeless"}"""))).Status.Should().Be(HttpStatusCode.NoContent);
        (await warehouse.RowsAsync(Table)).Single(r => r["payload"]!.Contains("timeless", StringComparison.Ordinal))["event_ts"].Should().BeNull();
    }

    [Fact]
    public async Task Push_SameMessageTwice_TwoRowsOneIdentity()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        for (var i = 0; i < 2; i++) await writer.PushAsync(WriterServer.Event("""{"marker":"twice"}"""));
        var rows = (await warehouse.RowsAsync(Table)).Where(r => r["payload"]!.Contains("twice", StringComparison.Ordinal)).ToList();
        rows.Should().HaveCount(2);
        rows.Select(r => (r["key"], r["ingest_ts"])).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Push_ManyAtOnce_EveryRowThere()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => writer.PushAsync(WriterServer.Event($$"""{"marker":"many","i":{{i}}}"""))));
        answers.Should().OnlyContain(answer => answer.Status == HttpStatusCode.NoContent);
        (await warehouse.RowsAsync(Table)).Where(r => r["payload"]!.Contains("many", StringComparison.Ordinal))
            .Select(r => JsonNode.Parse(r["payload"]!)!["i"]!.GetValue<int>()).Should().BeEquivalentTo(Enumerable.Range(0, 50));
    }

    [Fact]
    public async Task Push_RecordedFeed_Written()
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
    public async Task Push_PublishersTrace_ContinuedByTheWriter()
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
    public async Task Push_TableMissing_NotAcknowledgedAndNotLost()
    {
        var own = new Warehouse();
        await using var _ = own;
        await own.InitializeAsync();
        await own.DropAsync(Table);
        await using var writer = await WriterServer.StartRawAsync(own.Host);
        (await writer.PushAsync(WriterServer.Event("{}"))).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await own.RowsAsync(ResourceNames.Tables.StatusPushDeadLetters)).Should().BeEmpty();
    }
}
