using System.Text;
using PmpPulse.Cli.Replay;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Topology;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Replay;

/// <summary>Curation's dead letters and the raw table, replayed through the real curation and raw writer.</summary>
[Trait("Category", "Slow")]
public sealed class TableReplayTests : IAsyncLifetime
{
    private static readonly string Curated = $"SELECT DISTINCT snapshot_id, station_id FROM {Velib.Curation.Table}";
    private static readonly string CuratedCopies = $"SELECT * FROM {Velib.Curation.Table}";
    private static readonly string Raw = $"SELECT * FROM {Velib.Status.Writer.Table}";
    private static readonly string DeadLetters = $"SELECT * FROM {Velib.Curation.DeadLetterTable}";

    private readonly DateTimeOffset _eventTs = TimeProvider.System.GetUtcNow().AddMinutes(-3);
    private Cloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await Cloud.StartAsync();
        await _cloud.StartRawWriterAsync();
        await _cloud.StartCurationAsync();
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task CuratedDlq_RowOfASnapshot_JoinsItsSnapshotOnce()
    {
        await _cloud.PublishAsync(Velib.Status.Topic, Events.Snapshot(_eventTs, Events.Station("1")), Events.Key);
        await _cloud.WaitForRowsAsync(1, Curated);
        await _cloud.WaitForRowsAsync(1, Raw);
        var snapshotId = await SnapshotIdAsync();
        await new CuratedDeadLetter("validate_row", "m1") { StationId = "2", RowJson = Events.Station("2"), Meta = Meta(snapshotId) }.WriteAsync(_cloud);
        // a second copy: one identity
        await new CuratedDeadLetter("validate_row", "m1") { StationId = "2", RowJson = Events.Station("2"), Meta = Meta(snapshotId) }.WriteAsync(_cloud);
        var refused = $$"""{"station_id":"3","raw_station_json":{{System.Text.Json.JsonSerializer.Serialize(Events.Station("3"))}}}""";
        await new CuratedDeadLetter("bq_insert_curated", "m1") { StationId = "3", RowJson = refused, Meta = Meta(snapshotId) }.WriteAsync(_cloud);

        (await ReplayAsync(ReplaySource.CuratedDlq)).Replayed.Should().Be(2);
        await _cloud.WaitForRowsAsync(3, $"{Curated} WHERE snapshot_id = {snapshotId}");
        var second = await ReplayAsync(ReplaySource.CuratedDlq);

        (second.Replayed, second.Skipped, second.Succeeded).Should().Be((0, 2, true));
        second.Lines.Single().Skipped.Keys.Should().Equal("already in the curated table");
        (await _cloud.CountAsync(CuratedCopies)).Should().Be(3);
        (await _cloud.CountAsync(Raw)).Should().Be(1, "the raw writer skips messages meant for curation");
        (await _cloud.CountAsync($"SELECT * FROM {Velib.Status.DeadLetters.Table}")).Should().Be(0);
    }

    [Fact]
    public async Task CuratedDlq_WholeMessageNowReadable_IsCuratedThenSkipped()
    {
        var data = Events.Snapshot(_eventTs, Events.Station("1"), Events.Station("2"));
        await new CuratedDeadLetter("parse_normalize", "m1") { Data = data }.WriteAsync(_cloud);
        await new CuratedDeadLetter("validate_row", "m2") { StationId = "9", RowJson = Events.Station("9") }.WriteAsync(_cloud);

        var first = await ReplayAsync(ReplaySource.CuratedDlq, options => options with { Stage = "parse_normalize" });
        await _cloud.WaitForRowsAsync(2, Curated);
        var second = await ReplayAsync(ReplaySource.CuratedDlq);

        (first.Pulled, first.Replayed).Should().Be((1, 1), "the other stage was not selected");
        (second.Pulled, second.Replayed, second.Skipped).Should().Be((2, 0, 2));
        second.Lines.Single().Skipped.Keys.Should().Contain(reason => reason.Contains("snapshot_id"), "its snapshot is unknown");
    }

    [Fact]
    public async Task CuratedDlq_EventOfAnotherSystem_WaitsForThatSystemsService()
    {
        var foreign = Events.Status($$$"""{"data":{"stations":[{{{Events.Station("1")}}}]}}""", _eventTs, source: "lyon");
        await _cloud.PublishAsync(Velib.Status.Topic, foreign, "lyon:station_status_snapshot");
        await _cloud.WaitForRowsAsync(1, $"{DeadLetters} WHERE stage = 'parse_normalize' AND error_type = 'foreign_source'");
        await _cloud.WaitForRowsAsync(1, Raw);

        var early = await ReplayAsync(ReplaySource.CuratedDlq);
        var ofNobody = await ReplayAsync(ReplaySource.Raw, options => options with { Since = _eventTs.AddMinutes(-10) });
        await _cloud.RestartCurationAsync("lyon");
        var late = await ReplayAsync(ReplaySource.CuratedDlq, options => options with { SystemId = "lyon" });
        await _cloud.WaitForRowsAsync(1, Curated);

        (early.Replayed, early.Skipped).Should().Be((0, 1));
        early.Lines.Single().Skipped.Keys.Should().ContainSingle().Which.Should().Contain("--system lyon").And.Contain("FEED_SOURCE=lyon");
        ofNobody.Pulled.Should().Be(0, "raw has no rows of velib");
        late.Replayed.Should().Be(1);
        (await _cloud.QueryAsync(CuratedCopies)).Single().GetString("system_id").Should().Be("lyon");
        (await _cloud.CountAsync(DeadLetters)).Should().Be(1);
    }

    [Fact]
    public async Task CuratedDlq_PermanentlyBadMessage_KeepsItsIdentityAndIsParkedOnce()
    {
        byte[] poison = [0xff, 0, 1];
        var id = await _cloud.PublishAsync(Velib.Status.Topic, poison, Events.Key);
        await _cloud.WaitForRowsAsync(1, DeadLetters);

        (await ReplayAsync(ReplaySource.CuratedDlq, AtMostOnce)).Replayed.Should().Be(1);
        await _cloud.WaitForRowsAsync(2, DeadLetters);
        (await _cloud.CountAsync($"SELECT DISTINCT message_id, stage FROM {Velib.Curation.DeadLetterTable}")).Should().Be(1);
        var second = await ReplayAsync(ReplaySource.CuratedDlq, AtMostOnce);
        var third = await ReplayAsync(ReplaySource.CuratedDlq, AtMostOnce);

        (second.Replayed, second.Parked, second.Succeeded).Should().Be((0, 1, true));
        (third.Replayed, third.Parked).Should().Be((0, 0));
        third.Lines.Single().Skipped.Keys.Should().Equal("parked already");
        var row = (await _cloud.QueryAsync($"SELECT * FROM {SharedNames.ParkedDeadLetters}")).Should().ContainSingle().Subject;
        (row.GetString("message_id"), row.GetInt64("replay_count")).Should().Be((id, 1));
        row.GetBytesOrNull("data").Should().Equal(poison);

        static ReplayOptions AtMostOnce(ReplayOptions options) => options with { MaxReplays = 1 };
    }

    [Fact]
    public async Task CuratedDlq_StationWithoutId_DoesNotCircleWhenItsPositionChanges()
    {
        await _cloud.PublishAsync(Velib.Status.Topic, Events.Snapshot(_eventTs, Events.Station("1"), """{"num_bikes_available":1}"""), Events.Key);
        await _cloud.WaitForRowsAsync(1, DeadLetters);

        (await ReplayAsync(ReplaySource.CuratedDlq, options => options with { MaxReplays = 1 })).Replayed.Should().Be(1);
        await _cloud.WaitForRowsAsync(2, DeadLetters);
        var second = await ReplayAsync(ReplaySource.CuratedDlq, options => options with { MaxReplays = 1 });
        var third = await ReplayAsync(ReplaySource.CuratedDlq, options => options with { MaxReplays = 1 });

        (second.Replayed, second.Parked).Should().Be((0, 1));
        (third.Replayed, third.Parked, third.Skipped).Should().Be((0, 0, 1));
    }

    [Fact]
    public async Task CuratedDlq_StationsNotJson_KeepTheirIdentitiesAndDoNotCircle()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes($$$"""{"data":{"stations":[{{{Events.Station("1")}}},{{{Events.Station("2", bikes: "NaN")}}},{"x":NaN},"""), .. Encoding.Latin1.GetBytes("{\"name\":\"H\u00f4tel\"},{\"station_id\":\"cut\",\"num_bi")];
        await _cloud.PublishAsync(Velib.Status.Topic, Events.Body(_eventTs, body), Events.Key);
        await _cloud.WaitForRowsAsync(4, DeadLetters);
        await _cloud.WaitForRowsAsync(1, Curated);

        (await ReplayAsync(ReplaySource.CuratedDlq, options => options with { MaxReplays = 1 })).Replayed.Should().Be(4);
        await _cloud.WaitForRowsAsync(8, DeadLetters);
        (await _cloud.CountAsync($"SELECT DISTINCT message_id, stage, COALESCE(row_json, TO_BASE64(data)) AS station FROM {Velib.Curation.DeadLetterTable}")).Should().Be(4);
        var second = await ReplayAsync(ReplaySource.CuratedDlq, options => options with { MaxReplays = 1 });
        var third = await ReplayAsync(ReplaySource.CuratedDlq, options => options with { MaxReplays = 1 });

        (second.Replayed, second.Parked).Should().Be((0, 4));
        (third.Replayed, third.Parked, third.Skipped).Should().Be((0, 0, 4));
    }

    [Fact]
    public async Task CuratedDlq_StationWithVehicleTypes_BecomesTheOriginalRow()
    {
        var types = VehicleTypes.ToJson([new VehicleType("t1", "bicycle", "electric")]);
        var station = Events.Station("2").Replace("\"num_docks", "\"vehicle_types_available\":[{\"vehicle_type_id\":\"t1\",\"count\":2}],\"num_docks", StringComparison.Ordinal);
        await _cloud.PublishAsync(Velib.Status.Topic, Events.Body(_eventTs, Encoding.UTF8.GetBytes($$$"""{"data":{"stations":[{{{Events.Station("1")}}},{"station_id":"2","num_bikes_available":-1}]}}"""), types), Events.Key);
        await _cloud.WaitForRowsAsync(1, DeadLetters);
        var dead = (await _cloud.QueryAsync($"SELECT TO_JSON_STRING(event_meta) AS meta FROM {Velib.Curation.DeadLetterTable}"))[0];
        // as if an older version had failed to read it
        await new CuratedDeadLetter("validate_row", "m9") { StationId = "2", RowJson = station, Meta = dead.GetString("meta") }.WriteAsync(_cloud);

        await ReplayAsync(ReplaySource.CuratedDlq);

        await _cloud.WaitForRowsAsync(1, $"{Curated} WHERE station_id = '2' AND ebike_available = 2 AND mechanical_available = 1");
    }

    [Fact]
    public async Task Raw_BodyNotJsonWithVehicleTypes_IsCuratedTheSameAgain()
    {
        var types = VehicleTypes.ToJson([new VehicleType("t1", "bicycle", "electric")]);
        var station = Events.Station("2").Replace("\"num_docks", "\"vehicle_types_available\":[{\"vehicle_type_id\":\"t1\",\"count\":2}],\"num_docks", StringComparison.Ordinal);
        byte[][] bodies =
        [
            Encoding.UTF8.GetBytes($$$"""{"data":{"stations":[{{{Events.Station("1", bikes: "NaN")}}},{{{station}}}]}}"""),
            Encoding.Latin1.GetBytes($$$"""{"data":{"stations":[{{{Events.Station("H\u00f4tel")}}},{{{station}}}]}}"""),
        ];
        for (var i = 0; i < bodies.Length; i++) await _cloud.PublishAsync(Velib.Status.Topic, Events.Body(_eventTs.AddMinutes(i), bodies[i], types), Events.Key);
        await _cloud.WaitForRowsAsync(2, Raw);
        await _cloud.WaitForRowsAsync(2, $"{Curated} WHERE ebike_available = 2");
        var before = await CuratedSetAsync();
        await _cloud.QueryAsync($"DELETE FROM {Velib.Curation.Table} WHERE TRUE");

        (await ReplayAsync(ReplaySource.Raw, options => options with { Since = _eventTs.AddHours(-1) })).Replayed.Should().Be(2);

        await _cloud.WaitForRowsAsync(2, $"{Curated} WHERE ebike_available = 2");
        (await CuratedSetAsync()).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task Raw_SnapshotWithABadStation_IsOneDeadLetterAfterManyReplays()
    {
        await _cloud.PublishAsync(Velib.Status.Topic, Events.Snapshot(_eventTs, Events.Station("1"), Events.Station("2", bikes: "-1")), Events.Key);
        await _cloud.WaitForRowsAsync(1, DeadLetters);
        await _cloud.WaitForRowsAsync(1, Raw);

        for (var run = 0; run < 2; run++)
        {
            (await ReplayAsync(ReplaySource.Raw, options => options with { Since = _eventTs.AddHours(-1) })).Replayed.Should().Be(1);
            await _cloud.WaitForRowsAsync(run + 2, DeadLetters);
        }

        (await _cloud.CountAsync($"SELECT DISTINCT message_id FROM {Velib.Curation.DeadLetterTable} WHERE message_id LIKE 'raw:%'")).Should().Be(1);
    }

    [Fact]
    public async Task CuratedDlq_DryRun_ChangesNothing()
    {
        await new CuratedDeadLetter("parse_normalize", "m1") { Data = Events.Snapshot(_eventTs, Events.Station("1")) }.WriteAsync(_cloud);
        await new CuratedDeadLetter("parse_normalize", "m2") { Data = [1], Meta = """{"replay_count":"7"}""" }.WriteAsync(_cloud);

        var report = await ReplayAsync(ReplaySource.CuratedDlq, options => options with { DryRun = true });

        (report.Replayed, report.Parked, report.Succeeded).Should().Be((1, 1, true));
        (await _cloud.CountAsync($"SELECT * FROM {SharedNames.ParkedDeadLetters}")).Should().Be(0);
        (await _cloud.TakeAllAsync(Velib.Status.Topic + Cloud.Watch)).Should().BeEmpty();
    }

    [Fact]
    public async Task CuratedDlq_MoreThanMaxMessages_SaysWhereToContinue()
    {
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-30);
        for (var i = 0; i < 5; i++)
        {
            await new CuratedDeadLetter("parse_normalize", $"m{i}") { Data = [(byte)i], Time = start.AddMinutes(i) }.WriteAsync(_cloud);
        }

        var first = await ReplayAsync(ReplaySource.CuratedDlq, options => options with { MaxMessages = 2, Until = start.AddMinutes(10) });
        var second = await ReplayAsync(ReplaySource.CuratedDlq, options => options with { Since = first.NextSince, Until = start.AddMinutes(4) });

        (first.Replayed, first.Stopped).Should().Be((2, ReplayStops.MaxMessages));
        (second.Replayed, second.Stopped).Should().Be((2, null), "the last one failed at the end of the range");
    }

    [Fact]
    public async Task Raw_SnapshotsNeverCurated_AreCuratedOnceUnderTheirIdentity()
    {
        byte[][] snapshots = [Events.Snapshot(_eventTs, Events.Station("1"), Events.Station("2")), Events.Snapshot(_eventTs.AddMinutes(1), " " + Events.Station("1"))];
        foreach (var snapshot in snapshots) await _cloud.PublishAsync(Velib.Status.Topic, snapshot, Events.Key);
        await _cloud.WaitForRowsAsync(2, Raw);
        await _cloud.WaitForRowsAsync(3, Curated);
        var before = await CuratedSetAsync();
        // delivered twice: raw rows are written at least once
        await _cloud.PublishAsync(Velib.Status.Topic, snapshots[0], Events.Key);
        await _cloud.WaitForRowsAsync(3, Raw);
        await _cloud.QueryAsync($"DELETE FROM {Velib.Curation.Table} WHERE station_id = '1'");

        for (var run = 0; run < 2; run++)
        {
            var report = await ReplayAsync(ReplaySource.Raw, options => options with { Since = _eventTs.AddHours(-1) });
            (report.Pulled, report.Replayed).Should().Be((2, 2), "an event is replayed once, however many copies raw has");
            await _cloud.WaitForRowsAsync(3, Curated);
        }

        // messages published after the replays are curated after them
        await _cloud.PublishAsync(Velib.Status.Topic, Events.Snapshot(_eventTs.AddMinutes(2), Events.Station("last")), Events.Key);
        await _cloud.WaitForRowsAsync(1, $"{Curated} WHERE station_id = 'last'");
        (await CuratedSetAsync()).Where(row => row.StationId != "last").Should().BeEquivalentTo(before);
        (await _cloud.CountAsync(CuratedCopies)).Should().Be(4);
        // the raw writer skipped the messages meant for curation
        await _cloud.WaitForRowsAsync(4, Raw);
    }

    [Fact]
    public async Task Raw_TwoSnapshotsOfOneKeyAndTime_AreBothReplayed()
    {
        foreach (var id in new[] { "1", "2" }) await _cloud.PublishAsync(Velib.Status.Topic, Events.Snapshot(_eventTs, Events.Station(id)), Events.Key);
        await _cloud.WaitForRowsAsync(2, Raw);
        await _cloud.WaitForRowsAsync(2, Curated);
        await _cloud.QueryAsync($"DELETE FROM {Velib.Curation.Table} WHERE TRUE");

        (await ReplayAsync(ReplaySource.Raw, options => options with { Since = _eventTs.AddHours(-1) })).Replayed.Should().Be(2);
        await _cloud.WaitForRowsAsync(2, Curated);
    }

    [Fact]
    public async Task Raw_SinceAndUntil_SelectOnlySnapshotsBetween()
    {
        for (var i = 0; i < 3; i++) await _cloud.PublishAsync(Velib.Status.Topic, Events.Snapshot(_eventTs.AddMinutes(i), Events.Station("1")), Events.Key);
        await _cloud.WaitForRowsAsync(3, Raw);
        var collected = _eventTs.AddSeconds(20);

        var report = await ReplayAsync(ReplaySource.Raw, options => options with { Since = collected.AddMinutes(1), Until = collected.AddMinutes(2) });

        (report.Pulled, report.Replayed).Should().Be((1, 1));
    }

    private async Task<IReadOnlyList<(long SnapshotId, string StationId)>> CuratedSetAsync() =>
        [.. (await _cloud.QueryAsync(Curated)).Select(row => (row.GetInt64("snapshot_id"), row.GetString("station_id")))];

    private async Task<long> SnapshotIdAsync() => (await _cloud.QueryAsync($"{Curated} LIMIT 1"))[0].GetInt64("snapshot_id");

    private string Meta(long snapshotId) => $$"""
        {"source":"velib","event_type":"station_status_snapshot","key":"{{Events.Key}}","event_ts":"{{Rfc3339.Format(_eventTs)}}","ingest_ts":"{{Rfc3339.Format(_eventTs.AddSeconds(20))}}","snapshot_id":"{{snapshotId}}"}
        """;

    private Task<ReplayReport> ReplayAsync(ReplaySource source, Func<ReplayOptions, ReplayOptions>? change = null)
    {
        var options = new ReplayOptions { SystemId = "velib", Source = source, Qps = 100 };
        return new Replayer(_cloud.Clients, change?.Invoke(options) ?? options, TimeProvider.System).RunAsync(new Progress<string>(), TestContext.Current.CancellationToken);
    }
}
