using System.Globalization;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Deduplicate;
using PmpPulse.Curation.Fencing;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Curation.ValidateRow;
using static PmpPulse.Curation.Tests.Support.FakeWarehouse;

namespace PmpPulse.Curation.Tests.Fencing;

/// <summary>The fence under scripted faults: every row is in the table exactly once.</summary>
public sealed class FenceTests
{
    private readonly FakeWarehouse _warehouse = new();

    [Fact]
    public async Task Write_FirstSnapshot_TakesOwnershipAndWrites()
    {
        await using var worker = await WorkerAsync();
        (await worker.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Written);
        _warehouse.Register.Should().Be(new Register(1, "stream-1"));
        Ids().Should().Equal("1a", "1b");
    }

    [Fact]
    public async Task Write_Nothing_TakesNoOwnership()
    {
        await using (await WorkerAsync())
        {
        }

        _warehouse.Register.Stream.Should().BeNull("an idle worker must not disturb the active one");
    }

    [Fact]
    public async Task Write_SameSnapshotAgain_IsADuplicate()
    {
        await using var worker = await WorkerAsync();
        await worker.WriteAsync(Snapshot(1));
        (await worker.WriteAsync(Snapshot(1, messageId: "other"))).Should().Be(WriteResult.Duplicate);
        (await worker.WriteAsync(Snapshot(2))).Should().Be(WriteResult.Written);
        Ids().Should().Equal("1a", "1b", "2a", "2b");
    }

    [Fact]
    public async Task Write_CopiesAtOnce_OneIsWrittenOthersAreDuplicates()
    {
        await using var worker = await WorkerAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => worker.WriteAsync(Snapshot(index % 4))));
        results.Count(result => result == WriteResult.Written).Should().Be(4);
        results.Count(result => result == WriteResult.Duplicate).Should().Be(16);
        Ids().Should().HaveCount(8).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Write_NextWorker_FinalizesTheOldStreamAndLoadsWrittenSnapshots()
    {
        await using (var first = await WorkerAsync()) await first.WriteAsync(Snapshot(1));
        await using var second = await WorkerAsync();
        (await second.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Duplicate);
        (await second.WriteAsync(Snapshot(2))).Should().Be(WriteResult.Written);
        _warehouse.IsFinalized("stream-1").Should().BeTrue();
        _warehouse.Register.Should().Be(new Register(2, "stream-2"));
        Ids().Should().HaveCount(4).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Write_OwnershipLost_NacksThenTakesItAgain()
    {
        await using var first = await WorkerAsync();
        await using var second = await WorkerAsync();
        await first.WriteAsync(Snapshot(1));
        await second.WriteAsync(Snapshot(2));
        (await first.WriteAsync(Snapshot(2))).Should().Be(WriteResult.NotWritten, "its knowledge of the table no longer holds");
        (await first.WriteAsync(Snapshot(2))).Should().Be(WriteResult.Duplicate);
        (await first.WriteAsync(Snapshot(3))).Should().Be(WriteResult.Written);
        Ids().Should().HaveCount(6).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData(Fault.NotDone)]
    [InlineData(Fault.DoneButLost)]
    [InlineData(Fault.Late)]
    [InlineData(Fault.Busy)]
    internal async Task Append_UnknownOrBusy_IsRetriedAtTheSameOffset(Fault fault)
    {
        await using var worker = await WorkerAsync(Once(Operation.Append, fault));
        (await worker.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Written);
        worker.Connection.ArriveLate();
        (await worker.WriteAsync(Snapshot(2))).Should().Be(WriteResult.Written);
        Ids().Should().Equal("1a", "1b", "2a", "2b");
        _warehouse.Register.Epoch.Should().Be(1, "ownership was intact");
    }

    [Fact]
    public async Task Append_LateAfterTakeover_IsNotDuplicated()
    {
        // the append and all its repeats hang; meanwhile another worker takes over
        await using var stalled = await WorkerAsync(operation => operation == Operation.Append ? Fault.Late : Fault.None, appendTimeout: TimeSpan.FromMilliseconds(1));
        (await stalled.WriteAsync(Snapshot(1))).Should().Be(WriteResult.NotWritten);
        await using var next = await WorkerAsync();
        (await next.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Written);
        stalled.Connection.ArriveLate();
        Ids().Should().Equal("1a", "1b");
    }

    [Fact]
    public async Task Append_ArrivedBeforeTakeover_IsFoundByTheNextOwner()
    {
        await using var stalled = await WorkerAsync(operation => operation == Operation.Append ? Fault.Late : Fault.None, appendTimeout: TimeSpan.FromMilliseconds(1));
        (await stalled.WriteAsync(Snapshot(1))).Should().Be(WriteResult.NotWritten);
        stalled.Connection.ArriveLate();
        await using var next = await WorkerAsync();
        (await next.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Duplicate);
        Ids().Should().Equal("1a", "1b");
    }

    [Theory]
    [InlineData(Fault.Refused)]
    [InlineData(Fault.Exists)]
    [InlineData(Fault.Gap)]
    internal async Task Append_UnexpectedAnswerForAnOwner_DropsOwnership(Fault fault)
    {
        await using var worker = await WorkerAsync(Once(Operation.Append, fault));
        (await worker.WriteAsync(Snapshot(1))).Should().Be(WriteResult.NotWritten);
        (await worker.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Written);
        _warehouse.Register.Epoch.Should().Be(2);
        Ids().Should().Equal("1a", "1b");
    }

    [Theory]
    [InlineData(Operation.ReadRegister, Fault.NotDone)]
    [InlineData(Operation.Finalize, Fault.NotDone)]
    [InlineData(Operation.Finalize, Fault.DoneButLost)]
    [InlineData(Operation.Create, Fault.NotDone)]
    [InlineData(Operation.Create, Fault.DoneButLost)]
    [InlineData(Operation.ReplaceRegister, Fault.NotDone)]
    [InlineData(Operation.ReplaceRegister, Fault.DoneButLost)]
    [InlineData(Operation.Load, Fault.NotDone)]
    internal async Task Takeover_FailsAnywhere_SucceedsAtTheNextAttempt(Operation operation, Fault fault)
    {
        await using (var before = await WorkerAsync()) await before.WriteAsync(Snapshot(1));
        await using var worker = await WorkerAsync(Once(operation, fault));
        var result = await worker.WriteAsync(Snapshot(1));
        if (result == WriteResult.NotWritten) result = await worker.WriteAsync(Snapshot(1));
        result.Should().Be(WriteResult.Duplicate);
        (await worker.WriteAsync(Snapshot(2))).Should().Be(WriteResult.Written);
        _warehouse.IsFinalized("stream-1").Should().BeTrue();
        Ids().Should().HaveCount(4).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Takeover_CompareAndSetAnswerLost_ReadsTheRegister()
    {
        await using var worker = await WorkerAsync(Once(Operation.ReplaceRegister, Fault.DoneButLost));
        (await worker.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Written);
        _warehouse.Register.Should().Be(new Register(1, "stream-1"));
    }

    [Fact]
    public async Task Takeover_AnotherWorkerFaster_StartsOver()
    {
        Worker? other = null;
        await using var worker = await WorkerAsync(operation =>
        {
            // the other worker takes over just before the compare-and-set
            if (operation == Operation.Create && other is null)
            {
                other = new Worker(_warehouse, null, null, null);
                _warehouse.Connect().TryReplaceRegisterAsync(new Register(7, "stream-1"), "v0", default);
            }

            return Fault.None;
        });
        (await worker.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Written);
        _warehouse.Register.Epoch.Should().Be(8);
        _warehouse.IsFinalized("stream-1").Should().BeTrue("the faster worker's stream is now the old one");
        await other!.DisposeAsync();
    }

    [Fact]
    public async Task Append_RowsRejected_DeadLettersThemAndWritesTheRest()
    {
        await using var worker = await WorkerAsync(reject: row => row.StationId is "1a" or "2b" ? "no such station" : null);
        var results = await Task.WhenAll(worker.WriteAsync(Snapshot(1)), worker.WriteAsync(Snapshot(2)), worker.WriteAsync(Snapshot(3)));
        results.Should().OnlyContain(result => result == WriteResult.Written);
        Ids().Should().BeEquivalentTo("1b", "2a", "3a", "3b");
        _warehouse.DeadLetters.Select(dead => (dead.Stage, dead.ErrorType, dead.ElementId, dead.BigQueryErrors, dead.MessageId)).Should().BeEquivalentTo(new[]
        {
            (Stage.BigQueryInsert, CurationErrors.RowRejected, "1a", "no such station", "m1"),
            (Stage.BigQueryInsert, CurationErrors.RowRejected, "2b", "no such station", "m2"),
        });
        System.Text.Encoding.UTF8.GetString(_warehouse.DeadLetters.Single(dead => dead.ElementId == "1a").RowJson!.Value.Span).Should().Contain("\"ingest_ts\":\"").And.Contain("\"num_bikes_available\":1");
        (await worker.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Duplicate);
        (await worker.WriteAsync(Snapshot(4))).Should().Be(WriteResult.Written, "the offset is correct");
    }

    [Fact]
    public async Task Append_DeadLettersOfRejectedRowsFail_WritesNothing()
    {
        await using var worker = await WorkerAsync(Once(Operation.DeadLetter, Fault.NotDone), reject: row => row.StationId == "1a" ? "no" : null);
        await worker.Invoking(one => one.WriteAsync(Snapshot(1))).Should().ThrowAsync<DeadLetterException>();
        Ids().Should().BeEmpty("otherwise nobody would ever write the dead letter");
        (await worker.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Written);
        Ids().Should().Equal("1b");
        _warehouse.DeadLetters.Should().HaveCount(1);
    }

    [Fact]
    public async Task Append_DeadLettersOfRejectedRowsHang_WritesOtherSnapshots()
    {
        var deadLetters = new HeldDeadLetters(_warehouse.Connect());
        await using var worker = new Worker(_warehouse, null, row => row.StationId == "1a" ? "no" : null, null, deadLetters);
        await worker.StartAsync();
        var bad = worker.WriteAsync(Snapshot(1));
        foreach (var number in Enumerable.Range(2, 5)) (await worker.WriteAsync(Snapshot(number))).Should().Be(WriteResult.Written);
        Ids().Should().NotContain("1b", "its snapshot's dead letter comes first");
        deadLetters.Release();
        (await bad).Should().Be(WriteResult.Written);
        Ids().Should().HaveCount(11).And.Contain("1b").And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Append_RowsRejectedInASharedSnapshot_LosesNone()
    {
        await using var worker = await WorkerAsync(reject: row => row.StationId == "1a" ? "no" : null);
        var id = Snapshot(1).Snapshot!.Value.SnapshotId;
        CuratedMessage[] messages = [RowReplayTests.Replay(id, Midnight(), [], "1a", "x"), Snapshot(1), RowReplayTests.Replay(id, Midnight(), [], "y")];
        await Task.WhenAll(messages.Select(async message =>
        {
            while (await worker.WriteAsync(message) == WriteResult.NotWritten)
            {
                // as Pub/Sub would redeliver it
            }
        }));
        Ids().Should().BeEquivalentTo("1b", "x", "y");
    }

    [Fact]
    public async Task Append_AllRowsRejected_AreDeadLettered()
    {
        await using var worker = await WorkerAsync(reject: _ => "no");
        (await worker.WriteAsync(Snapshot(1))).Should().Be(WriteResult.Written);
        Ids().Should().BeEmpty();
        _warehouse.DeadLetters.Should().HaveCount(2);
    }

    [Fact]
    public async Task Write_Backfill_LoadsTheIdsOnceAndThenAsksNoMore()
    {
        var old = Midnight().AddDays(-40);
        await using (var first = await WorkerAsync())
        {
            for (var i = 0; i < 3; i++) await first.WriteAsync(Snapshot(i, eventTs: old.AddMinutes(i)));
        }

        await using var second = await WorkerAsync();
        for (var i = 3; i < 20; i++) (await second.WriteAsync(Snapshot(i, eventTs: old.AddMinutes(i)))).Should().Be(WriteResult.Written);
        for (var i = 0; i < 20; i++) (await second.WriteAsync(Snapshot(i, eventTs: old.AddMinutes(i), messageId: "again"))).Should().Be(WriteResult.Duplicate);
        (await second.WriteAsync(Snapshot(100, eventTs: old.AddDays(-3)))).Should().Be(WriteResult.Written, "it is within the margin");

        second.Connection.Log.Count(operation => operation == Operation.Load).Should().Be(2, "at the start and once for the backfill");
        second.Connection.Log.Count(operation => operation == Operation.Find).Should().BeLessThanOrEqualTo(5, "for two batches, and for what the first worker wrote");
        Ids().Should().OnlyHaveUniqueItems().And.HaveCount(42);
    }

    [Theory]
    [InlineData(Fault.NotDone)]
    [InlineData(Fault.DoneButLost)]
    internal async Task Write_BackfillWhoseIdsCannotBeLoaded_GoesOnAndTriesAgainLater(Fault fault)
    {
        var old = Midnight().AddDays(-40);
        await using (var first = await WorkerAsync())
        {
            for (var i = 0; i < 3; i++) await first.WriteAsync(Snapshot(i, eventTs: old.AddMinutes(i)));
        }

        var loads = 0;
        // the first is what a new owner needs
        await using var worker = await WorkerAsync(operation => operation == Operation.Load && ++loads is 2 or 3 ? fault : Fault.None);
        for (var i = 0; i < 250; i++)
        {
            (await worker.WriteAsync(Snapshot(i, eventTs: old.AddMinutes(i)))).Should().Be(i < 3 ? WriteResult.Duplicate : WriteResult.Written, "of snapshot {0}", i);
            if (i % 10 == 0) (await worker.WriteAsync(Snapshot(1_000 + i))).Should().Be(WriteResult.Written);
        }

        loads.Should().Be(4, "each failure doubles the time until the next load, which then succeeds");
        worker.Connection.Log[^1].Should().Be(Operation.Append);
        worker.Connection.Log.TakeLast(20).Should().NotContain(Operation.Find, "the ids are known now");
        _warehouse.Register.Epoch.Should().Be(2, "ownership was never at stake");
        Ids().Should().OnlyHaveUniqueItems().And.HaveCount(550);
    }

    [Theory]
    [InlineData("1969-12-30T00:00:00Z")]
    [InlineData("1970-01-01T12:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public async Task Write_BackfillFromTheBeginningOfTime_LoadsTheIdsOnce(string start)
    {
        var first = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);
        await using (var former = await WorkerAsync()) await former.WriteAsync(Snapshot(0, eventTs: first, ingestTs: first));
        await using var worker = await WorkerAsync();

        for (var i = 0; i < 10; i++) (await worker.WriteAsync(Snapshot(i, eventTs: first.AddMinutes(i)))).Should().Be(i == 0 ? WriteResult.Duplicate : WriteResult.Written);
        (await worker.WriteAsync(Snapshot(0, eventTs: first))).Should().Be(WriteResult.Duplicate);

        worker.Connection.Log.Count(operation => operation == Operation.Load).Should().Be(2, "at the start and once for the backfill");
        worker.Connection.Log.Count(operation => operation == Operation.Find).Should().BeLessThanOrEqualTo(3);
        Ids().Should().OnlyHaveUniqueItems().And.HaveCount(20);
    }

    [Fact]
    public async Task Write_SnapshotOlderThanMemory_QueriesTheTable()
    {
        var now = TimeProvider.System.GetUtcNow();
        var longAgo = now.AddDays(-40);
        await using (var first = await WorkerAsync()) (await first.WriteAsync(Snapshot(1, eventTs: longAgo, ingestTs: longAgo))).Should().Be(WriteResult.Written);

        await using var second = await WorkerAsync();
        (await second.WriteAsync(Snapshot(1, eventTs: longAgo, ingestTs: longAgo))).Should().Be(WriteResult.Duplicate);
        (await second.WriteAsync(Snapshot(1, eventTs: longAgo, ingestTs: now))).Should().Be(WriteResult.Duplicate, "the same snapshot polled again, much later");
        (await second.WriteAsync(Snapshot(2, eventTs: longAgo, ingestTs: now))).Should().Be(WriteResult.Written);
        second.Connection.Log.Count(operation => operation == Operation.Find).Should().Be(2, "once a snapshot was found complete, memory is proof");
        (await second.WriteAsync(Snapshot(3, eventTs: now.AddSeconds(-30), ingestTs: now))).Should().Be(WriteResult.Written);
        second.Connection.Log.Count(operation => operation == Operation.Find).Should().Be(2, "for recent snapshots, memory is proof");
    }

    [Fact]
    public async Task Write_FeedFromTheFuture_QueriesTheWholeTable()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using (var first = await WorkerAsync()) await first.WriteAsync(Snapshot(1, eventTs: now.AddDays(300), ingestTs: now.AddDays(-10)));
        await using var second = await WorkerAsync();
        (await second.WriteAsync(Snapshot(1, eventTs: now.AddDays(300), ingestTs: now))).Should().Be(WriteResult.Duplicate);
    }

    [Fact]
    public async Task Write_WhenStopped_ReportsNotWritten()
    {
        var worker = await WorkerAsync();
        await worker.WriteAsync(Snapshot(1));
        await worker.DisposeAsync();
        (await worker.WriteAsync(Snapshot(2))).Should().Be(WriteResult.NotWritten);
    }

    [Fact]
    public async Task Write_CallerGivesUp_IsCancelled()
    {
        await using var worker = await WorkerAsync(operation => operation == Operation.ReadRegister ? Fault.NotDone : Fault.None);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var write = () => worker.WriteAsync(Snapshot(1), cancelled.Token);
        await write.Should().ThrowAsync<OperationCanceledException>();
    }

    internal static CuratedMessage Snapshot(int number, string? messageId = null, DateTimeOffset? eventTs = null, DateTimeOffset? ingestTs = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var feed = Messages.Feed($$"""{"station_id":"{{number}}a","num_bikes_available":{{number}}}""", $$"""{"station_id":"{{number}}b"}""");
        return StatusFeed.Curator().Curate(new SourceMessage(messageId ?? $"m{number}", Messages.Envelope(feed, eventTs ?? Midnight(), ingestTs: ingestTs ?? now)));
    }

    internal static DateTimeOffset Midnight() => new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    private static Func<Operation, Fault> Once(Operation operation, Fault fault)
    {
        var done = false;
        return asked =>
        {
            if (asked != operation || done) return Fault.None;
            done = true;
            return fault;
        };
    }

    private List<string> Ids() => [.. _warehouse.Rows.Select(row => row.StationId)];

    private async Task<Worker> WorkerAsync(Func<Operation, Fault>? faults = null, Func<DecodedRow, string?>? reject = null, TimeSpan? appendTimeout = null)
    {
        var worker = new Worker(_warehouse, faults, reject, appendTimeout);
        await worker.StartAsync();
        return worker;
    }
}
