using System.Text;
using CsCheck;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Curation.Tests.Stages;

/// <summary>Feeds that aren't valid JSON: bad bytes in or around one station lose no other station.</summary>
public sealed class BrokenFeedTests
{
    private const string First = """{"station_id":"first","num_bikes_available":1,"types":[{"a":1},{"b":[2]}]}""";
    private const string Last = """{"station_id":"last","num_bikes_available":2}""";

    /// <summary>Bodies of one broken station, one character per byte.</summary>
    public static TheoryData<string, string?> BrokenStations => new()
    {
        { """{"station_id":"bad","num_bikes_available":NaN}""", "bad" },
        { """{"station_id":"bad","num_bikes_available":Infinity}""", "bad" },
        { """{"station_id":"bad","num_bikes_available":-Infinity}""", "bad" },
        { """{"station_id":"bad","num_bikes_available":0x1F}""", "bad" },
        { """{"station_id":"bad","num_bikes_available":+3}""", "bad" },
        { """{"station_id":"bad","num_bikes_available":03}""", "bad" },
        { """{"station_id":"bad","num_bikes_available":3.}""", "bad" },
        { """{"station_id":"bad","num_bikes_available":}""", "bad" },
        { """{"station_id":"bad","num_bikes_available"}""", "bad" },
        { """{"station_id":"bad","num_bikes_available":None,"is_renting":True}""", "bad" },
        { """{"station_id":"bad","num_bikes_available":3,}""", "bad" },
        { """{"station_id":"bad",,"num_bikes_available":3}""", "bad" },
        { """{"station_id":"bad" "num_bikes_available":3}""", "bad" },
        { """{"station_id":"bad","types":[1,2,]}""", "bad" },
        { """{'station_id':'bad','num_bikes_available':3}""", null },
        { """{'station_id':'b}a]d"','num_bikes_available':3}""", null },
        { """{station_id:7,num_bikes_available:3}""", null },
        { "{\"station_id\":\"bad\",\"name\":\"a\u0001b\"}", "bad" },
        { "{\"station_id\":\"bad\",\"name\":\"a\nb\"}", "bad" },
        { "{\"station_id\":\"bad\",\"name\":\"a\0b\"}", "bad" },
        { "{\"station_id\":\"bad\",\"name\":\"H\u00f4tel\"}", "bad" },
        { "{\"station_id\":\"bad\",\"name\":\"\u00ed\u00a0\u0080\"}", "bad" },
        { "{\"station_id\":\"bad\",\"name\":\"\u00c0\u0080\"}", "bad" },
        { "{\"station_id\":\"b\u00e4d\",\"name\":\"x\"}", null },
        { """{"station_id":"bad","name":"\x41"}""", "bad" },
        { """{"station_id":"bad","name":"\u12"}""", "bad" },
        { """{"station_id":"bad","name":"C:\"}""", "bad" },
        { """{"station_id":"bad","name":"a "quoted" word"}""", "bad" },
        { """{"station_id":"bad","name":"open}""", "bad" },
        { """{"station_id":"bad,"name":"x"}""", null },
        { """{"station_id":"bad","name":"a","}{":"[","x":NaN}""", "bad" },
        { """{"station_id":"bad","nearby":[{"station_id":"x","num_bikes_available":9},{"station_id":"y","num_bikes_available":9}],"x":NaN}""", "bad" },
        { """{"station_id":7,"x":NaN}""", "7" },
        { """{"station_id":"bad","x":""" + new string('[', 62) + new string(']', 62) + "}", "bad" },
        { """{"station_id":"bad","x":""" + new string('[', 50_000) + new string(']', 50_000) + "}", "bad" },
        { """{"station_id":"bad","x":{"a":1}""", "bad" },
        { """{"station_id":"bad","x":[1,2}""", "bad" },
        { """{"station_id":"bad","x":1}}""", "bad" },
        { """{"station_id":"bad"},"num_bikes_available":3}""", "bad" },
        { """{"station_id":"bad","x":[1]]}""", "bad" },
        { """{"station_id":"bad" /* } */ }""", "bad" },
        { """{"station_id":"bad","types":[{"a":"b", },{c":19},{"a":"e","c":0}]}""", "bad" },
        { """{"station_id":"bad","types\":[{"a":"b","c":1},{"a":"e","c":0}]}""", "bad" },
        { """{"station_id":"bad,"types":[{"a":"b","c":1},{"a":"e","c":0}],"name":"x"}""", null },
        { "{\"station_id\":\"bad\" // it's\n}", "bad" },
        { """{"station_id":"bad","x":tru}""", "bad" },
        { "NaN", null },
        { "<html>", null },
        { "{", null },
    };

    [Theory]
    [MemberData(nameof(BrokenStations))]
    public void Curate_OneBrokenStation_LosesNoOther(string bad, string? id)
    {
        foreach (var (before, between, after) in new[] { ("", ",", ""), (" ", " ,\r\n\t", "\n") })
        {
            var body = Encoding.Latin1.GetBytes($$$"""{"last_updated":{{{Messages.EventSecond}}},"data":{"stations":[{{{before}}}{{{First}}}{{{between}}}{{{bad}}}{{{between}}}{{{Last}}}{{{after}}}]}}""");
            foreach (var curated in Both(body))
            {
                var rows = DecodedRow.Decode(curated.Rows!);
                rows.Select(row => row.StationId).Should().Equal("first", "last");
                rows[0].Text("raw_station_json").Should().Be(First);
                rows[1].Flags.Should().NotContain("snapshot_truncated");
                var dead = curated.DeadLetters.Should().ContainSingle().Which;
                dead.Stage.Should().Be(Stage.ValidateRow);
                dead.ErrorType.Should().BeOneOf("station_not_json", "station_not_utf8");
                dead.ElementId.Should().Be(id ?? "#1");
                Encoding.Latin1.GetString((dead.RowJson ?? dead.Data)!.Value.Span).Should().Be(bad);
            }
        }
    }

    [Theory]
    [InlineData("""{"last_updated":NaN,"ttl":0x10,"data":{"stations":[*]}}""")]
    [InlineData("""{'last_updated':1,"name":"a "b" c","data":{"stations":[*]}}""")]
    [InlineData("""{"last_updated":1,"data":{"x":tru,"stations":[*],"y":},"z":NaN""")]
    [InlineData("""{"data":{"stations":[*]}}garbage""")]
    [InlineData("""{"data":{"stations":[*]""")]
    [InlineData("""{"data":{"stations":[*,]}}""")]
    [InlineData("""{"data":{"stations":[*}}""")]
    [InlineData("{\"data\":{\"stations\":[*]},\"name\":\"H\u00f4tel\"}")]
    [InlineData("""{"stations":[*],""")]
    [InlineData("""callback({"data" : {"stations" : [*]}});""")]
    [InlineData("""{"last_updated":1,,"data":{"stations":[*]}}""")]
    public void Curate_BrokenAroundTheStations_LosesNone(string body)
    {
        var hasBracket = !body.Contains("*}}", StringComparison.Ordinal);
        body = body.Replace("*", $"{First},{Last}", StringComparison.Ordinal);
        foreach (var curated in Both(Encoding.Latin1.GetBytes(body)))
        {
            DecodedRow.Decode(curated.Rows!).Select(row => row.StationId).Should().Equal("first", "last");
            DecodedRow.Decode(curated.Rows!).SelectMany(row => row.Flags).Should().NotContain("snapshot_truncated");
            curated.DeadLetters.Should().BeEmpty();
            curated.Snapshot!.Value.SnapshotId.Should().Be(
                SnapshotId.Compute("velib:station_status_snapshot", Messages.EventTs, Encoding.UTF8.GetBytes($"[{First},{Last}{(body.Contains(",]", StringComparison.Ordinal) ? "," : "")}{(hasBracket ? "]" : "")}")));
        }
    }

    [Theory]
    [InlineData("""{"station_id":"bad","is_renting":tru}}e,"last_reported":1}""")]
    [InlineData("""{"station_id":"bad","types":{"a":0}}]}ation_id":"x"}""")]
    [InlineData("""{"station_id":"bad"}]},"last_reported":1}""")]
    public void Curate_SurplusBracketsInOneStation_HideNoOtherAndLoseNoByte(string bad)
    {
        foreach (var curated in Both(Encoding.UTF8.GetBytes($$$"""{"data":{"stations":[{{{First}}},{{{bad}}},{{{Last}}}]}}""")))
        {
            DecodedRow.Decode(curated.Rows!).Select(row => row.StationId).Should().Equal("first", "last");
            string.Concat(curated.DeadLetters.Select(dead => Encoding.UTF8.GetString(dead.RowJson!.Value.Span))).Should().Be(bad);
        }
    }

    [Fact]
    public void Curate_AnyBytesInOneStation_LoseNoOther() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var stations = Enumerable.Range(0, 6).Select(id => $$"""{"station_id":"s{{id}}","num_bikes_available":3,"vehicle_types_available":[{"vehicle_type_id":"bike","count":1},{"vehicle_type_id":"ebike","count":2}],"name":"x"}""").ToArray();
            var at = random.Next(6);
            var bytes = Encoding.Latin1.GetBytes(stations[at]);
            var cut = 1 + random.Next(bytes.Length - 2);
            var end = Math.Min(bytes.Length - 1, cut + random.Next(4));
            var stray = FeedGenerator.Breaks[random.Next(FeedGenerator.Breaks.Length)];
            stations[at] = Encoding.Latin1.GetString(bytes[..cut]) + stray + Encoding.Latin1.GetString(bytes[end..]);
            foreach (var curated in Both(Encoding.Latin1.GetBytes($$$"""{"data":{"stations":[{{{string.Join(',', stations)}}}]}}""")))
            {
                DecodedRow.Decode(curated.Rows!).Select(row => row.StationId).Should().Contain(Enumerable.Range(0, 6).Where(id => id != at).Select(id => $"s{id}"), "of {0}", stations[at]);
            }
        }, iter: 2_000);

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData(",{\"station_id\":\"bad\",\"num_bi", "bad")]
    [InlineData(",{\"station_id\":\"bad\",\"num_bikes_available\":3", "bad")]
    [InlineData(",{", "#2")]
    public void Curate_Truncated_KeepsWholeStationsAndFlagsThem(string cut, string? dead = null)
    {
        foreach (var curated in Both(Encoding.UTF8.GetBytes($$$"""{"data":{"stations":[{{{First}}},{{{Last}}}{{{cut}}}""")))
        {
            var rows = DecodedRow.Decode(curated.Rows!);
            rows.Select(row => row.StationId).Should().Equal("first", "last");
            rows.Should().AllSatisfy(row => row.Flags.Should().Contain("snapshot_truncated"));
            curated.DeadLetters.Select(letter => letter.ElementId).Should().Equal(dead is null ? [] : [dead]);
        }
    }

    [Theory]
    [InlineData("<html><body>502</body></html>", ReadErrors.NotJson)]
    [InlineData("", ReadErrors.Empty)]
    [InlineData("""{"data":{"stations":[""", ReadErrors.NotJson)]
    [InlineData("""{"data":{"stations":""", ReadErrors.NotJson)]
    [InlineData("\u00ff\u00fe", ReadErrors.NotUtf8)]
    public void Curate_NothingUsable_IsDeadLetteredWhole(string body, string error)
    {
        foreach (var curated in Both(Encoding.Latin1.GetBytes(body)))
        {
            var dead = curated.DeadLetters.Single();
            (dead.Stage, dead.ErrorType).Should().Be((Stage.SnapshotToStationRows, error));
            EventEnvelopeReader.ReadMessage(dead.Data!.Value).Envelope!.Payload.ToArray().Should().Equal(Encoding.Latin1.GetBytes(body));
            curated.HasSnapshot.Should().BeFalse();
        }
    }

    [Fact]
    public void Curate_StationNotUtf8_IsKeptByteForByte()
    {
        var station = Encoding.Latin1.GetBytes("{\"station_id\":\"bad\",\"name\":\"H\u00f4tel\"}");
        var dead = Both([.. "{\"data\":{\"stations\":["u8, .. station, .. "]}}"u8])[0].DeadLetters.Single();
        dead.RowJson.Should().BeNull("the column holds text only");
        dead.Data!.Value.ToArray().Should().Equal(station);
    }

    [Fact]
    public void Curate_TooManyElements_IsDeadLetteredWhole()
    {
        var stations = string.Join(',', Enumerable.Range(0, JsonLimits.MaxElements + 1).Select(id => $$"""{"station_id":{{id}}}"""));
        var curated = StatusFeed.Curator().Curate(new SourceMessage("m", Messages.OfBody(Encoding.UTF8.GetBytes($$$"""{"x":NaN,"data":{"stations":[{{{stations}}}]}}"""), null)));
        curated.DeadLetters.Single().ErrorType.Should().Be(CurationErrors.SnapshotTooLarge);
    }

    [Theory]
    [InlineData("""{"station_id":1,{"station_id":2},""")]
    [InlineData("""{"station_id":1,"x":[0,{"station_id":2},""")]
    [InlineData(""",{"a":[1,1,1,1""")]
    [InlineData("\"},{\"a\":")]
    [InlineData("{\"a\":\"},{")]
    [InlineData(",{")]
    [InlineData("{ ")]
    [InlineData("[")]
    [InlineData("\\\"")]
    public void Split_HostileBytes_ReadsEachByteABoundedNumberOfTimes(string repeated)
    {
        // a megabyte: a quadratic algorithm would take hours
        var body = Encoding.UTF8.GetBytes("{\"data\":{\"stations\":[" + string.Concat(Enumerable.Repeat(repeated, 1_000_000 / repeated.Length)));
        BrokenFeed.Read(body, StationStatusFeed.List, JsonLimits.MaxElements);
    }

    private static CuratedMessage[] Both(byte[] body)
    {
        var envelope = new EventEnvelope(Messages.EventTs, Messages.EventTs, "velib", SnapshotEvents.StationStatus, "velib:station_status_snapshot", body) { PayloadIsJson = false };
        var message = new SourceMessage("m", EventEnvelopeWriter.ToBytes(envelope));
        return [StatusFeed.Curator().Curate(message), StatusFeed.Curator().CurateByReference(message), StatusFeed.Curator().Curate(message with { Data = EventEncoding.Pack(message.Data) })];
    }
}
