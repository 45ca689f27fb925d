using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Stages;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.FeedSimulator;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Curation.Tests.Dataflow;

/// <summary>The Dataflow engine must produce the same rows and dead letters as the C# worker for every message.</summary>
public sealed class DataflowAgreementTests
{
    [Theory]
    [InlineData("velib-2025-10-18")]
    [InlineData("baywheels-2023-07")]
    [Trait("Category", "Slow")]
    public async Task Curate_RecordedFeeds_AgreesWithTheWorker(string folder)
    {
        var path = SharedData.Find(folder);
        if (path is null) Assert.Skip(SharedData.SkipReason);
        using var python = PythonCuration.Start();
        foreach (var file in Directory.GetFiles(path, "station_status*.json"))
        {
            var header = FeedHeaderReader.Read(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), StationStatusFeed.List).Header!;
            (await CompareAsync(python, Messages.Envelope(header.Body, header.PublishedAt))).Should().Be(header.Count);
        }
    }

    [Fact]
    public async Task Curate_SimulatedCity_AgreesWithTheWorker()
    {
        using var python = PythonCuration.Start();
        await using var simulator = FeedSimulatorService.Build(["--PORT=0", "--STATIONS=300", "--START=2026-03-02T07:58:00Z"]);
        await simulator.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(simulator.Urls.First()) };
        for (var poll = 0; poll < 8; poll++)
        {
            var header = FeedHeaderReader.Read(await http.GetByteArrayAsync(FeedSimulatorService.StatusPath, TestContext.Current.CancellationToken), StationStatusFeed.List).Header!;
            (await CompareAsync(python, Messages.Envelope(header.Body, header.PublishedAt))).Should().Be(header.Count);
        }
    }

    [Fact]
    public async Task Curate_GeneratedAndMutatedFeeds_AgreesWithTheWorker()
    {
        using var python = PythonCuration.Start();
        var rows = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var generator = new FeedGenerator(random);
            var message = Messages.OfBody(
                Encoding.UTF8.GetBytes(generator.Feed()), random.Next(10) == 0 ? null : Messages.EventTs, generator.SystemTypes(), random.Next(10) == 0 ? Messages.EventTs.AddHours(-1) : null);
            rows += await CompareAsync(python, message);
            rows += await CompareAsync(python, Messages.OfBody(generator.BrokenFeed(), Messages.EventTs, generator.SystemTypes()));
            await CompareAsync(python, ByteMutator.Mutate(random, message));
            var feed = Encoding.UTF8.GetBytes(Messages.Feed(CuratorTests.Velib, CuratorTests.Velib.Replace("213688169", "\"b\"", StringComparison.Ordinal)));
            rows += await CompareAsync(python, Messages.Envelope(ByteMutator.Mutate(random, feed), Messages.EventTs));
        }

        rows.Should().BeGreaterThan(Rounds, "a generator that produces only errors would prove nothing");
    }

    [Fact]
    public async Task Curate_GzippedAndBrokenGzip_AgreesWithTheWorker()
    {
        using var python = PythonCuration.Start();
        var rows = 0;
        for (var seed = 0; seed < Rounds / 5; seed++)
        {
            var random = new Random(seed);
            var packed = EventEncoding.Pack(Messages.Envelope(new FeedGenerator(random).Feed(), Messages.EventTs)).ToArray();
            rows += await CompareAsync(python, packed);
            await CompareAsync(python, ByteMutator.Mutate(random, packed));
            await CompareAsync(python, [.. packed, .. packed]);
            await CompareAsync(python, [.. packed[..^4], 0xFF, 0xFF, 0xFF, 0x7F]);
        }

        rows.Should().BeGreaterThan(0);
        await CompareAsync(python, EventEncoding.Pack(new byte[19_000_000]).ToArray());
        await CompareAsync(python, EventEncoding.Pack(Array.Empty<byte>()).ToArray());
    }

    [Theory]
    [InlineData("snapshot_id", "-8123456789012345678")]
    [InlineData("snapshot_id", "9223372036854775807")]
    [InlineData("snapshot_id", "+7")]
    [InlineData("snapshot_id", "9223372036854775808")]
    [InlineData("snapshot_id", "x")]
    [InlineData("snapshot_id", "")]
    [InlineData("original_message_id", "m0")]
    [InlineData("original_message_id", "")]
    [InlineData("replay_count", "3")]
    public async Task Curate_ReplayedMessage_AgreesWithTheWorker(string attribute, string value)
    {
        using var python = PythonCuration.Start();
        var attributes = new Dictionary<string, string> { [attribute] = value };
        foreach (var payload in new[] { Messages.Feed(CuratorTests.Velib, "{}"), """{"data":3}""" })
        {
            await CompareAsync(python, Messages.Envelope(payload, Messages.EventTs), attributes);
            await CompareAsync(python, Messages.Envelope(payload, null), attributes);
        }

        await CompareAsync(python, [0x1F, 0x8B, 0], attributes);
    }

    [Fact]
    public async Task Curate_EventOfAnotherSystem_AgreesWithTheWorker()
    {
        using var python = PythonCuration.Start();
        Dictionary<string, string>?[] attributes = [null, new() { ["snapshot_id"] = "7" }, new() { ["snapshot_id"] = "x" }, new() { ["replay_count"] = "1" }];
        string[] systems = ["lyon", "Velib", "velib ", new('é', 300), string.Concat(Enumerable.Repeat("😀", 150))];
        foreach (var system in systems)
        {
            foreach (var payload in new[] { Messages.Feed(CuratorTests.Velib), Messages.Feed(), """{"data":3}""", "\"<html>\"" })
            {
                foreach (var given in attributes) await CompareAsync(python, Messages.OfSystem(system, payload), given);
            }

            await CompareAsync(python, Messages.OfSystem(system, "{}", "other"));
        }
    }

    [Theory]
    [MemberData(nameof(HostileMessages))]
    public async Task Curate_HostileMessage_AgreesWithTheWorker(string message)
    {
        using var python = PythonCuration.Start();
        await CompareAsync(python, Encoding.Latin1.GetBytes(message));
    }

    /// <summary>One character per byte.</summary>
    public static TheoryData<string> HostileMessages()
    {
        static string Event(string rest) => $$"""{"ingest_ts":"2025-10-18T09:09:30Z","source":"velib","event_type":"station_status_snapshot","key":"velib:station_status_snapshot",{{rest}}}""";
        static string Stations(string stations) => Event($$$"""
            "event_ts":"2025-10-18T09:09:16.5+02:00","payload":{"data":{"stations":{{{stations}}}}}
            """);
        return
        [
            "", " \r\n", "\u00EF\u00BB\u00BF", "null", "[]", "3", "\"x\"", "{", "{}", "[1,2", "{\"a\":1,}", "{\"a\" 1}", "NaN", "{\"payload\":NaN}", "\u00FF\u00FE", "ab\u00C3", "{\"key\":\"a\u00C3\u00A9\",", "{} {}",
            "{\"ingest_ts\":\"x\",\"source\":\"s\"", "{\"ingest_ts\":3,\"source\":[],\"key\":true}", "{\"source\":\"\\ud800\"}", "\u00EF\u00BB\u00BF" + Stations("[]"),
            Event("\"payload\":null"), Event("\"payload\":3"), Event("\"payload\":\"\""), Event("\"payload\":\"{\""), Event("\"payload\":\"\\ud800\""), Event("\"payload\":{}"), Event("\"payload\":[]"),
            Event("\"payload\":\" {\\\"data\\\":{\\\"stations\\\":[{\\\"station_id\\\":7}]}} \""), Event("\"payload\":{\"data\":3}"), Event("\"payload\":{\"data\":{\"stations\":{}}}"),
            Event("\"payload\":{\"data\":{\"stations\":[{\"station_id\":1}]},\"data\":{}}"), Event("\"payload\":{},\"event_type\":\"other\""), Event("\"event_ts\":\"\\u2003\",\"payload\":{\"data\":{\"stations\":[1]}}"),
            Event("\"event_ts\":\"2025-02-30T00:00:00Z\",\"payload\":{}"), Event("\"event_ts\":\"2025-12-31T23:59:60z\",\"payload\":{\"data\":{\"stations\":[]}}"), Event("\"event_ts\":\"0001-01-01T00:00:00+01:00\",\"payload\":{}"),
            Event("\"event_ts\":\"9999-12-31T23:59:60Z\",\"payload\":{}"), Event("\"payload\":" + new string('[', 64) + new string(']', 64)), Event("\"payload\":" + new string('[', 65) + new string(']', 65)),
            new string('[', 5_000), Event("\"x\":1" + new string('0', 6_000) + ",\"payload\":{\"data\":{\"stations\":[{\"station_id\":1" + new string('0', 5_000) + "}]}}"),
            Stations("[{\"station_id\":\"1\"},{\"station_id\":\"1\"},{\"station_id\":\"1#3\"},{\"station_id\":\"1\"},{\"station_id\":\"1#3\"},{\"station_id\":\"1#3\"},{},{\"station_id\":\"#8\"},{\"station_id\":\"#8\"},{}]"),
            Stations("[{\"station_id\":1},{\"station_id\":\"1\"},{\"station_id\":1},null,3,{},{\"station_id\":\" \"},{\"station_id\":1.0},[],true,\"x\"]"),
            Stations("[{\"station_id\":1,\"num_bikes_available\":1e400},{\"station_id\":2,\"num_bikes_available\":1e-400},{\"station_id\":3,\"num_bikes_available\":3.00},{\"station_id\":4,\"num_bikes_available\":0.3e1}]"),
            Stations("[{\"station_id\":1,\"num_bikes_available\":2.00000000000000000000000000000001},{\"station_id\":2,\"num_docks_available\":-0.0},{\"station_id\":3,\"num_docks_available\":1e99999999999}]"),
            Stations("[{\"station_id\":1,\"\\ud800\":1,\"\\ud800aaaaaaaaaaaaaaaaaaaaaaaa\":1},{\"station_id\":2,\"stat\\ud800aaaaaaaaaaaaaaaaaaaaaa\":1},{\"zzzz\\ud800aaaaaaaaaaaaaaaaaaaaaa\":1,\"station_id\":3}]"),
            Stations("[{\"station_id\":1,\"last_reported\":\"1760776294.\"},{\"station_id\":2,\"last_reported\":\".5\"},{\"station_id\":3,\"last_reported\":\"+1760776294\"},{\"station_id\":4,\"last_reported\":1760776293.99999999999999999999999999},{\"station_id\":5,\"last_reported\":1760776294999.9999},{\"station_id\":6,\"last_reported\":0e5},{\"station_id\":7,\"last_reported\":\"1e9\"},{\"station_id\":8,\"last_reported\":\" 1760776294 \"},{\"station_id\":9,\"last_reported\":\" 2025-10-18T09:00:00Z\"},{\"station_id\":10,\"last_reported\":\"1760776294\\t\"}]"),
            Stations("[{\"station_id\":\"\\ud83d\\ude00\\u0000\",\"stationCode\":\"\\ud800\",\"is_renting\":-0,\"is_installed\":1.0,\"is_returning\":\"1\"}]"),
        ];
    }

    private const int Rounds = 1_000;

    private static async Task<int> CompareAsync(PythonCuration python, byte[] message, Dictionary<string, string>? attributes = null)
    {
        var source = new SourceMessage("m1", message);
        var curated = StatusFeed.Curator().CurateByReference(attributes is null ? source : source with { Attributes = attributes });
        var answer = await python.CurateAsync("m1", message, attributes);
        CuratedText.Of(answer).Should().Be(CuratedText.Of(curated), "of {0}", Encoding.UTF8.GetString(message.AsSpan()[..Math.Min(message.Length, 4_000)]));
        return curated.Rows?.Count ?? 0;
    }
}
