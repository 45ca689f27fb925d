using PmpPulse.Contracts.Events;
using PmpPulse.Curation.Deduplicate;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Curation.Tests.Fencing;

public sealed class WrittenSnapshotsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_760_778_556);

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(-1, 0, false)]
    [InlineData(-1.01, 0, true)]
    [InlineData(0, -1.01, true)]
    [InlineData(-400, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(1.01, 0, true)]
    public void MustAsk_AnySnapshot_DependsOnHowFarMemoryReaches(double eventDays, double ingestDays, bool asks) =>
        new WrittenSnapshots(Now.AddDays(-2), 10).MustAsk(Snapshot(eventDays, ingestDays)).HasValue.Should().Be(asks);

    [Fact]
    public void MustAsk_Range_CoversADayAroundBothTimes()
    {
        var range = new WrittenSnapshots(Now.AddDays(-2), 10).MustAsk(Snapshot(-40, -3))!.Value;
        range.Should().Be(new IngestRange(Now.AddDays(-41), Now.AddDays(-2)));
        new WrittenSnapshots(Now.AddDays(-2), 10).MustAsk(Snapshot(3, 0))!.Value.From.Should().BeNull("a feed from the future may have any ingestion time");
    }

    [Fact]
    public void MustAsk_SnapshotKnownToHaveRows_CoversTheLastOfThem()
    {
        var written = new WrittenSnapshots(Now.AddDays(-2), 10);
        written.Add(1, SnapshotId.UnixMicroseconds(Now.AddDays(5)), isWhole: false);
        written.Add(1, SnapshotId.UnixMicroseconds(Now), isWhole: false);
        written.MustAsk(Snapshot(0, 0)).Should().Be(new IngestRange(Now.AddDays(-1), Now.AddDays(5)));
        written.IsWhole(1).Should().BeFalse();
        written.Add(1, SnapshotId.UnixMicroseconds(Now), isWhole: true);
        written.Add(1, SnapshotId.UnixMicroseconds(Now), isWhole: false);
        written.IsWhole(1).Should().BeTrue("rows are never removed");
    }

    [Fact]
    public void Add_MoreThanTheBound_ForgetsTheOlderHalf()
    {
        var written = new WrittenSnapshots(Now.AddDays(-2), 100);
        for (var minute = 0; minute <= 100; minute++) written.Add(minute, SnapshotId.UnixMicroseconds(Now.AddMinutes(minute)), isWhole: true);
        written.Count.Should().BeLessThan(60);
        written.Contains(0).Should().BeFalse();
        written.Contains(100).Should().BeTrue();
        written.Since.Should().BeGreaterThan(SnapshotId.UnixMicroseconds(Now.AddMinutes(49)));
        written.MustAsk(Snapshot(0, 0)).Should().NotBeNull("forgotten snapshots must be queried");
    }

    private static SnapshotContext Snapshot(double eventDays, double ingestDays) => new(
        "velib", 1, SnapshotId.UnixMicroseconds(Now.AddDays(ingestDays)), SnapshotId.UnixMicroseconds(Now.AddDays(eventDays)), SnapshotFlags.None, VehicleKinds.None);
}
