using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.Cli.Replay;
using PmpPulse.Cli.Replay.Hold;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Replay;

/// <summary>Held messages are published again, once, and no message circles.</summary>
[Trait("Category", "Slow")]
public sealed class HoldReplayTests : IAsyncLifetime
{
    private static readonly DateTimeOffset EventTs = new(2025, 10, 18, 9, 0, 0, TimeSpan.Zero);

    private Cloud _cloud = null!;

    public async ValueTask InitializeAsync() => _cloud = await Cloud.StartAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Replay_HeldMessage_IsPublishedUnchangedWithItsIdentity()
    {
        var data = Events.Snapshot(EventTs, Events.Station("1"));
        var id = await _cloud.HoldAsync(
            Velib.Status, data, Events.Key, ("event_ts", "2025-10-18T09:00:00Z"), ("dlq_test", "true"), ("pmp_error_type", "not_json"), ("drill_id", "d1"));

        var report = await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold });

        report.Succeeded.Should().BeTrue();
        (report.Pulled, report.Replayed).Should().Be((1, 1));
        var message = (await _cloud.TakeAllAsync(Velib.Status.Topic + Cloud.Watch)).Should().ContainSingle().Subject;
        message.Data.ToByteArray().Should().Equal(data);
        message.OrderingKey.Should().Be(Events.Key);
        message.Attributes.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["event_ts"] = "2025-10-18T09:00:00Z",
            ["drill_id"] = "d1",
            ["original_message_id"] = id,
            ["original_publish_time"] = "2025-10-18T09:09:20.123Z",
            ["replay_count"] = "1",
        });
        (await HeldAsync(Velib.Status)).Should().BeEmpty();
    }

    [Fact]
    public async Task Replay_ReplayedBefore_KeepsItsIdentityAndIncrementsTheCount()
    {
        await _cloud.HoldAsync(
            Velib.Information, "x"u8.ToArray(), "", ("original_message_id", "42"), ("original_publish_time", "2025-10-17T00:00:00Z"), ("replay_count", "1"));

        await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold });

        var message = (await _cloud.TakeAllAsync(Velib.Information.Topic + Cloud.Watch)).Should().ContainSingle().Subject;
        message.Attributes.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["original_message_id"] = "42",
            ["original_publish_time"] = "2025-10-17T00:00:00Z",
            ["replay_count"] = "2",
        });
    }

    [Fact]
    public async Task Replay_PoisonBytes_ArePublishedByteForByte()
    {
        byte[][] poison = [[], [0], [0xff, 0xfe, 0x00], [0x1f, 0x8b, 0x08, 0x00, 0xde, 0xad], "{\"ingest_ts\":"u8.ToArray()];
        foreach (var data in poison) await _cloud.HoldAsync(Velib.Status, data);

        var report = await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold, Qps = 1_000 });

        report.Replayed.Should().Be(poison.Length);
        (await _cloud.TakeAllAsync(Velib.Status.Topic + Cloud.Watch)).Select(message => message.Data.ToByteArray()).Should().BeEquivalentTo(poison);
    }

    [Fact]
    public async Task Replay_ReplayLimitReached_ParksAndAcknowledges()
    {
        byte[] data = [0xff, 1, 2];
        var id = await _cloud.HoldAsync(Velib.Status, data, Events.Key, ("replay_count", "3"));

        var report = await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold, MaxReplays = 3 });

        (report.Parked, report.Replayed, report.Succeeded).Should().Be((1, 0, true));
        var row = (await _cloud.QueryAsync($"SELECT *, JSON_VALUE(attributes, '$.replay_count') AS attribute FROM {SharedNames.ParkedDeadLetters}")).Should().ContainSingle().Subject;
        row.GetString("message_id").Should().Be(id);
        row.GetInt64("replay_count").Should().Be(3);
        row.GetString("attribute").Should().Be("3");
        row.GetString("reason").Should().Contain("MAX_REPLAYS");
        row.GetString("subscription_name").Should().EndWith(Velib.Status.DeadLetters.HoldSubscription);
        row.GetBytesOrNull("data").Should().Equal(data);
        (await HeldAsync(Velib.Status)).Should().BeEmpty();
        (await _cloud.TakeAllAsync(Velib.Status.Topic + Cloud.Watch)).Should().BeEmpty();
    }

    [Fact]
    public async Task Replay_ParkedTableMissing_MessageStaysHeld()
    {
        await _cloud.Clients.BigQuery.DeleteTableAsync(SharedNames.ParkedDeadLetters);
        await _cloud.HoldAsync(Velib.Status, [1], Events.Key, ("replay_count", "3"));

        var report = await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold });

        (report.Parked, report.Failed, report.Succeeded).Should().Be((0, 1, false));
        (await HeldAsync(Velib.Status, 1)).Should().ContainSingle();
    }

    [Fact]
    public async Task Replay_DeadLetterOfAnotherSubscription_IsParked()
    {
        await _cloud.HoldAsync(Velib.Status, [1], Events.Key, (ReplayMessage.SourceSubscription, "somebody-elses-sub"));

        var report = await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold });

        (report.Parked, report.Replayed).Should().Be((1, 0));
        report.Problems.Should().ContainSingle().Which.Reason.Should().Contain("somebody-elses-sub");
    }

    [Fact]
    public async Task Replay_DryRun_ChangesNothing()
    {
        await _cloud.HoldAsync(Velib.Status, [1]);
        await _cloud.HoldAsync(Velib.Status, [2], Events.Key, ("replay_count", "9"));
        await _cloud.HoldAsync(Velib.Information, [3]);

        var report = await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold, DryRun = true });

        (report.Pulled, report.Replayed, report.Parked, report.Succeeded).Should().Be((3, 2, 1, true));
        (await _cloud.TakeAllAsync(Velib.Status.Topic + Cloud.Watch)).Should().BeEmpty();
        (await _cloud.CountAsync($"SELECT * FROM {SharedNames.ParkedDeadLetters}")).Should().Be(0);
        (await HeldAsync(Velib.Status, 2)).Should().HaveCount(2, "both are released");
        (await HeldAsync(Velib.Information, 1)).Should().ContainSingle();
    }

    [Fact]
    public async Task Replay_MoreThanMaxMessages_KeepsTheRestHeld()
    {
        for (byte i = 0; i < 7; i++) await _cloud.HoldAsync(Velib.Status, [i]);
        for (byte i = 0; i < 3; i++) await _cloud.HoldAsync(Velib.Information, [i]);

        var first = await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold, MaxMessages = 5, Qps = 1_000 });
        var second = await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold, MaxMessages = 4, Qps = 1_000 });

        (first.Pulled, first.Replayed, first.Stopped).Should().Be((5, 5, ReplayStops.MaxMessages));
        (second.Pulled, second.Replayed, second.Stopped).Should().Be((4, 4, ReplayStops.MaxMessages), "the limit covers both paths together");
        (await HeldAsync(Velib.Status)).Should().BeEmpty();
        (await HeldAsync(Velib.Information, 1)).Should().ContainSingle();
    }

    [Fact]
    public async Task Replay_MessageFailsAgain_IsLeftForALaterRun()
    {
        await _cloud.HoldAsync(Velib.Status, "poison"u8.ToArray());
        using var ended = new CancellationTokenSource();
        var failing = GiveUpAgainAsync(ended.Token);
        _cloud.Clock.Wait = true;

        var report = await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold, Paths = [Velib.Status], Qps = 1_000, MaxMessages = 2 });

        (report.Pulled, report.Replayed, report.Left, report.Succeeded).Should().Be((2, 1, 1, false));
        await ended.CancelAsync();
        await failing;
        var held = (await HeldAsync(Velib.Status, 1)).Should().ContainSingle().Subject;
        held.Attributes["replay_count"].Should().Be("1");
    }

    [Fact]
    public async Task Replay_Interrupted_EveryMessagePulledIsAccountedFor()
    {
        for (byte i = 0; i < 3; i++) await _cloud.HoldAsync(Velib.Status, [i]);
        using var interrupt = new CancellationTokenSource();
        var options = new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold, Paths = [Velib.Status], Qps = 0.5 };
        var replay = new Replayer(_cloud.Clients, options, TimeProvider.System).RunAsync(new Progress<string>(), interrupt.Token);
        // the next message is waiting when the first is published
        await _cloud.TakeAsync(Velib.Status.Topic + Cloud.Watch, 1);
        await interrupt.CancelAsync();
        var report = await replay;

        report.Stopped.Should().Be(ReplayStops.Cancelled);
        (report.Replayed + report.Left).Should().Be(report.Pulled);
        (await HeldAsync(Velib.Status, 3 - (int)report.Replayed)).Should().HaveCount(3 - (int)report.Replayed);
    }

    [Fact]
    public async Task Replay_PublishingFails_MessageStaysHeldAndOthersAreReplayed()
    {
        await _cloud.Clients.PubSub.Publisher.DeleteTopicAsync(new DeleteTopicRequest { Topic = _cloud.Clients.PubSub.TopicName(Velib.Information.Topic) });
        await _cloud.HoldAsync(Velib.Information, [1]);
        await _cloud.HoldAsync(Velib.Status, [2]);

        var report = await ReplayAsync(new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold });

        (report.Replayed, report.Failed, report.Succeeded).Should().Be((1, 1, false));
        report.Problems.Should().ContainSingle().Which.Reason.Should().Contain("NotFound");
        (await HeldAsync(Velib.Information, 1)).Should().ContainSingle();
    }

    [Fact]
    public async Task Replay_RedeliveredAfterPublication_IsOnlyAcknowledged()
    {
        var backlog = new ScriptedBacklog(ScriptedBacklog.Delivery("m", "first"), ScriptedBacklog.Delivery("m", "again"));

        var tally = await ReplayAsync(backlog, new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold }, TimeProvider.System);

        (tally.Count, tally.ToLine().Replayed).Should().Be((1, 1));
        backlog.Acknowledged.Should().Equal("first", "again");
    }

    [Fact]
    public async Task Replay_PublishingOneOfAKeyFails_NextOfThatKeyIsReplayed()
    {
        var tooMany = ScriptedBacklog.Delivery("too many attributes", "first");
        for (var i = 0; i < 100; i++) tooMany.Message.Attributes.Add($"k{i}", "v");
        var next = ScriptedBacklog.Delivery("next", "second");
        tooMany.Message.OrderingKey = next.Message.OrderingKey = Events.Key;
        var backlog = new ScriptedBacklog(tooMany, next);

        var tally = await ReplayAsync(backlog, new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold }, TimeProvider.System);

        (tally.ToLine().Failed, tally.ToLine().Replayed).Should().Be((1, 1));
        backlog.Acknowledged.Should().Equal("second");
    }

    [Fact]
    public async Task Replay_EmptyBacklog_WaitsForTheIdleTimeout()
    {
        var clock = new FakeTimeProvider(EventTs);
        var backlog = new ScriptedBacklog();

        await ReplayAsync(backlog, new ReplayOptions { SystemId = "velib", Source = ReplaySource.Hold, IdleTimeout = TimeSpan.FromSeconds(7) }, clock);

        backlog.PullDeadlines.Should().Equal(EventTs.UtcDateTime.AddSeconds(7));
    }

    [Fact]
    public async Task Pull_HeldForLong_RenewsTheLeaseAndReleasesItAtTheEnd()
    {
        var clock = new FakeTimeProvider(EventTs);
        var backlog = new ScriptedBacklog(ScriptedBacklog.Delivery("m", "a"));
        await using (var held = HeldMessages.Open(Over(backlog, clock), "hold-sub", clock))
        {
            await held.PullAsync(1, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            (await LeaseAsync()).Should().Be(("a", 60));
            clock.Advance(TimeSpan.FromSeconds(20));
            (await LeaseAsync()).Should().Be(("a", 60), "it is still being worked on");
        }

        (await LeaseAsync()).Should().Be(("a", 0));

        async Task<(string AckId, int Seconds)> LeaseAsync()
        {
            var lease = await backlog.Leases.Reader.ReadAsync(TestContext.Current.CancellationToken).OrTimeout();
            return (lease.AckIds.Single(), lease.AckDeadlineSeconds);
        }
    }

    /// <summary>Replays a scripted backlog but really publishes.</summary>
    private async Task<ReplayTally> ReplayAsync(ScriptedBacklog backlog, ReplayOptions options, TimeProvider clock)
    {
        var pubSub = Over(backlog, clock);
        await using var parked = new ParkedTable(_cloud.Clients.StorageWrite, clock);
        await using var republisher = new Republisher(pubSub, new ReplayPace(options.Qps, clock));
        var tally = new ReplayTally(Velib.Status.DeadLetters.HoldSubscription, Velib.Status.Topic);
        await new HoldReplay(pubSub, parked, republisher, options, clock)
            .RunAsync(Velib.Status, options.MaxMessages, tally, new Progress<string>(), TestContext.Current.CancellationToken);
        return tally;
    }

    private PubSubClients Over(ScriptedBacklog backlog, TimeProvider clock) =>
        new(_cloud.Clients.PubSub.Publisher, backlog, _cloud.Clients.PubSub.ProjectId, clock, NullLoggerFactory.Instance);

    private async Task GiveUpAgainAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var message in await _cloud.TakeAllAsync(Velib.Status.Topic + Cloud.Watch))
            {
                await _cloud.HoldAsync(Velib.Status, message.Data.ToByteArray(), message.OrderingKey, [.. message.Attributes.Select(pair => (pair.Key, pair.Value))]);
            }

            await Task.Delay(10, CancellationToken.None);
        }
    }

    private Task<IReadOnlyList<PubsubMessage>> HeldAsync(FeedTopology feed, int count = 0) => _cloud.TakeAsync(feed.DeadLetters.HoldSubscription, count);

    private Task<ReplayReport> ReplayAsync(ReplayOptions options) =>
        new Replayer(_cloud.Clients, options with { IdleTimeout = Eventually.Timeout }, TimeProvider.System).RunAsync(new Progress<string>(), TestContext.Current.CancellationToken);
}
