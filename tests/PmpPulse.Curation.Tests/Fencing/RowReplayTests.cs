using System.Globalization;
using PmpPulse.Contracts.Events;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Deduplicate;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Curation.ValidateRow;
using static PmpPulse.Curation.Tests.Support.FakeWarehouse;

namespace PmpPulse.Curation.Tests.Fencing;

/// <summary>Stations of a snapshot replayed before, with and after the snapshot itself.</summary>
public sealed class RowReplayTests
{
    private readonly FakeWarehouse _warehouse = new();

    [Fact]
    public async Task Write_MissingStation_IsAppendedToItsSnapshot()
    {
        await using var worker = await WorkerAsync();
        (await worker.WriteAsync(Original("a", "b"))).Should().Be(WriteResult.Written);
        (await worker.WriteAsync(Replay("b", "c"))).Should().Be(WriteResult.Written);
        (await worker.WriteAsync(Replay("b", "c"))).Should().Be(WriteResult.Duplicate);
        _warehouse.Rows.Select(row => (row.SnapshotId, row.StationId)).Should().Equal((Id, "a"), (Id, "b"), (Id, "c"));
    }

    [Fact]
    public async Task Write_ReplayBeforeItsSnapshot_LeavesTheSnapshotComplete()
    {
        await using var worker = await WorkerAsync();
        (await worker.WriteAsync(Replay("b"))).Should().Be(WriteResult.Written);
        (await worker.WriteAsync(Original("a", "b", "c"))).Should().Be(WriteResult.Written);
        (await worker.WriteAsync(Original("a", "b", "c"))).Should().Be(WriteResult.Duplicate);
        Stations().Should().Equal("b", "a", "c");
        worker.Connection.Log.Count(operation => operation == Operation.Find).Should().Be(1, "the whole snapshot is then known to be in the table");
    }

    [Fact]
    public async Task Write_ReplayThenTakeover_StillCompletesTheSnapshot()
    {
        await using (var first = await WorkerAsync()) await first.WriteAsync(Replay("b", "x"));
        await using var second = await WorkerAsync();
        (await second.WriteAsync(Original("a", "b"))).Should().Be(WriteResult.Written, "the table has as many rows as the snapshot, but not the same ones");
        (await second.WriteAsync(Replay("b", "x"))).Should().Be(WriteResult.Duplicate);
        Stations().Should().Equal("b", "x", "a");
    }

    [Fact]
    public async Task Write_SnapshotAndReplaysInOneBatch_WritesEachRowOnce()
    {
        await using var worker = await WorkerAsync();
        CuratedMessage[] messages = [Replay("b", "x"), Original("a", "b"), Original("a", "b"), Replay("x", "a"), Replay("y"), Replay("x", "b")];
        var results = await Task.WhenAll(messages.Select(message => worker.WriteAsync(message)));
        results.Should().NotContain(WriteResult.NotWritten);
        Stations().Should().BeEquivalentTo("a", "b", "x", "y");
    }

    [Fact]
    public async Task Write_AppendFails_MarksNoneOfTheBatchAsWritten()
    {
        await using var worker = await WorkerAsync(operation => operation == Operation.Append ? Fault.Refused : Fault.None);
        var results = await Task.WhenAll(worker.WriteAsync(Original("a")), worker.WriteAsync(Replay("a")), worker.WriteAsync(Replay("b")));
        results.Should().OnlyContain(result => result == WriteResult.NotWritten, "the copy's rows are not written");
        _warehouse.Rows.Should().BeEmpty();
    }

    [Fact]
    public async Task Write_OldSnapshot_QueriesTheTablesRangeOfItsRows()
    {
        var longAgo = TimeProvider.System.GetUtcNow().AddDays(-40);
        await using (var first = await WorkerAsync()) await first.WriteAsync(Original(longAgo, "a", "b"));
        await using var second = await WorkerAsync();
        (await second.WriteAsync(Replay(longAgo, "a", "c"))).Should().Be(WriteResult.Written);
        Stations().Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task Append_ReplayedRowRejected_KeepsTheIdentityOfItsFirstDeadLetter()
    {
        await using var worker = await WorkerAsync(reject: row => row.StationId == "bad" ? "no" : null);
        var attributes = new Dictionary<string, string> { [MessageAttributes.OriginalMessageId] = "first", [MessageAttributes.ReplayCount] = "3" };
        await worker.WriteAsync(Replay(FenceTests.Midnight(), attributes, "bad", "good"));
        var dead = _warehouse.DeadLetters.Single();
        (dead.MessageId, dead.Stage, dead.ElementId).Should().Be(("first", Stage.BigQueryInsert, "bad"));
        (dead.Meta.SnapshotId, dead.Meta.ReplayCount).Should().Be((Id, "3"));
        Stations().Should().Equal("good");
    }

    /// <summary>The snapshot id of all of this test's messages, computed or named in an attribute.</summary>
    private const long Id = -77;

    internal static CuratedMessage Replay(DateTimeOffset time, Dictionary<string, string> attributes, params string[] stations) =>
        Replay(Id, time, attributes, stations);

    internal static CuratedMessage Replay(long snapshotId, DateTimeOffset time, Dictionary<string, string> attributes, params string[] stations)
    {
        attributes[MessageAttributes.SnapshotId] = snapshotId.ToString(CultureInfo.InvariantCulture);
        var feed = Messages.Feed([.. stations.Select(station => $$"""{"station_id":"{{station}}"}""")]);
        return StatusFeed.Curator().Curate(new SourceMessage("replay", Messages.Envelope(feed, time, ingestTs: time)) { Attributes = attributes });
    }

    private static CuratedMessage Replay(params string[] stations) => Replay(FenceTests.Midnight(), stations);

    private static CuratedMessage Replay(DateTimeOffset time, params string[] stations) => Replay(time, [], stations);

    private static CuratedMessage Original(params string[] stations) => Original(FenceTests.Midnight(), stations);

    /// <summary>The whole snapshot, identified by its bytes.</summary>
    private static CuratedMessage Original(DateTimeOffset time, params string[] stations)
    {
        var replay = Replay(time, stations);
        return replay with { Source = replay.Source with { Attributes = new Dictionary<string, string>() } };
    }

    private List<string> Stations() => [.. _warehouse.Rows.Select(row => row.StationId)];

    private async Task<Worker> WorkerAsync(Func<Operation, Fault>? faults = null, Func<DecodedRow, string?>? reject = null)
    {
        var worker = new Worker(_warehouse, faults, reject, null);
        await worker.StartAsync();
        return worker;
    }
}
