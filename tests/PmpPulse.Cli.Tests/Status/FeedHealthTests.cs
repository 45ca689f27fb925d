using PmpPulse.Cli.Status;
using PmpPulse.Contracts.Topology;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Status;

public sealed class FeedHealthTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void FindProblems_EverythingFresh_FindsNothing() =>
        FeedHealth.FindProblems([Poll(), Information()], Collected(Now.AddMinutes(-1)), System("sim"), Now).Should().BeEmpty();

    [Fact]
    public void FindProblems_PollFails_GivesTheFeedsReason() =>
        FeedHealth.FindProblems([Poll("HTTP 502: feed_not_json: a web page"), Information()], Collected(Now.AddMinutes(-1)), System("live"), Now)
            .Should().ContainSingle().Which.Should().Contain("velib-poll-every-minute").And.Contain("feed_not_json: a web page").And.Contain("2026-11-30 11:59:00 UTC");

    [Fact]
    public void FindProblems_HoursOfSilenceDespiteGoodPolls_SaysSinceWhen() =>
        FeedHealth.FindProblems([Poll()], Collected(Now.AddHours(-3).AddMinutes(-5)), System("live"), Now)
            .Should().ContainSingle().Which.Should().Contain("no new snapshot since 2026-11-30 08:55:00 UTC, 3 h 5 min ago").And.Contain("the feed does not change");

    [Fact]
    public void FindProblems_NothingSinceTheStart_IsReported() =>
        FeedHealth.FindProblems([Poll("HTTP 502")], Collected(null), System("live"), Now).Should().HaveCount(2).And.Contain(problem => problem.Contains("no snapshot since the start"));

    [Fact]
    public void FindProblems_SlowPolls_AreSilentOnlyAfterFivePolls()
    {
        var slow = System("live") with { PollS = 3600 };

        FeedHealth.FindProblems([Poll()], Collected(Now.AddHours(-4)), slow, Now).Should().BeEmpty();
        FeedHealth.FindProblems([Poll()], Collected(Now.AddHours(-5)), slow, Now).Should().ContainSingle();
    }

    [Fact]
    public void FindProblems_Paused_IsNotSilence() =>
        FeedHealth.FindProblems([Poll() with { State = "PAUSED" }], Collected(Now.AddHours(-3)), System("live"), Now).Should().BeEmpty();

    [Fact]
    public void FindProblems_RecordingWithoutInformation_IsNotAFailure() =>
        FeedHealth.FindProblems([Poll(), Information("HTTP 502: feed_not_found")], Collected(Now), System("dir:x") with { Feeds = new Dictionary<string, FeedEndpoints> { [Velib.Information.Id] = new(IsServed: false, null) } }, Now).Should().BeEmpty();

    [Fact]
    public void Note_RecordingEnded_IsANoteAndNotAFault()
    {
        FeedHealth.FindProblems([Poll()], Collected(Now.AddHours(-1)), System("dir:x"), Now).Should().BeEmpty();
        FeedHealth.Note([Poll()], Collected(Now.AddHours(-1)), System("dir:x"), Now).Should().Contain("recording has ended").And.Contain("11:00:00");
        FeedHealth.Note([Poll()], Collected(Now.AddHours(-1)), System("live"), Now).Should().BeNull();
    }

    [Fact]
    public void FindProblems_OneFeedOfSeveralIsSilent_NamesIt()
    {
        var vehicles = new JobStatus(Velib.Vehicles.Schedule.Job, "ENABLED", "* * * * *", Now.AddMinutes(-1), null);
        var newest = new Dictionary<FeedTopology, DateTimeOffset?>
        {
            [Velib.Status] = Now.AddMinutes(-1),
            [Velib.Vehicles] = Now.AddHours(-1),
            [Velib.Information] = Now.AddDays(-2),
        };

        FeedHealth.FindProblems([Poll(), Information(), vehicles], newest, System("sim"), Now)
            .Should().ContainSingle().Which.Should().StartWith("velib.vehicle_status: no new snapshot since 2026-11-30 11:00:00 UTC");
    }

    private static Dictionary<FeedTopology, DateTimeOffset?> Collected(DateTimeOffset? newest) => new() { [Velib.Status] = newest };

    private static JobStatus Poll(string? failure = null) => new("velib-poll-every-minute", "ENABLED", "* * * * *", Now.AddMinutes(-1), failure);

    private static JobStatus Information(string? failure = null) => new("pmp-velib-station-info-daily", "ENABLED", "10 3 * * *", Now.AddHours(-8), failure);

    private static Endpoints System(string feed) => new("p", new Uri("http://127.0.0.1:1"), new Uri("http://127.0.0.1:2"), new Uri("http://127.0.0.1:3"))
    {
        FeedName = feed,
        PollS = 60,
        Started = Now.AddHours(-9),
    };
}
