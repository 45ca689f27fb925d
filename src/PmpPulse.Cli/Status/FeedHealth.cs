using System.Globalization;
using PmpPulse.Contracts.Topology;

namespace PmpPulse.Cli.Status;

/// <summary>
/// Checks whether new snapshots arrive: a failed poll gives its reason, and successful polls without new snapshots count as silence.
/// </summary>
internal static class FeedHealth
{
    /// <summary>The name of this part of a status.</summary>
    public const string Part = "feed";

    private const int PollsOfSilence = 5;

    // some publishers write every ten minutes
    private static readonly TimeSpan MinSilence = TimeSpan.FromMinutes(15);

    /// <summary>The problems found; empty if there are none.</summary>
    /// <param name="jobs">The Scheduler jobs that poll.</param>
    /// <param name="newest">
    /// When each feed's newest snapshot was collected (UTC); null before the first. Feeds whose time is unknown are missing.
    /// </param>
    /// <param name="system">The system.</param>
    /// <param name="now">This moment (UTC).</param>
    public static IEnumerable<string> FindProblems(IReadOnlyList<JobStatus> jobs, IReadOnlyDictionary<FeedTopology, DateTimeOffset?> newest, Endpoints? system, DateTimeOffset now)
    {
        foreach (var job in Failing(jobs, system)) yield return $"{job.Name} failed at {Time(job.LastAttempt)}: {job.Failure}";
        if (IsRecording(system)) yield break;
        foreach (var silence in Silences(jobs, newest, system, now)) yield return silence;
    }

    /// <summary>A remark that is not a fault; null if there is none.</summary>
    public static string? Note(IReadOnlyList<JobStatus> jobs, IReadOnlyDictionary<FeedTopology, DateTimeOffset?> newest, Endpoints? system, DateTimeOffset now) =>
        IsRecording(system) && Silences(jobs, newest, system, now).FirstOrDefault() is { } silence
            ? $"The recording has ended: its last file is served again and again ({silence}). Starting `make up` again plays it from its first file."
            : null;

    /// <summary>Jobs whose last call failed; a feed that a recording lacks can't be polled.</summary>
    private static IEnumerable<JobStatus> Failing(IReadOnlyList<JobStatus> jobs, Endpoints? system) => jobs.Where(job =>
        job.Failure is not null && !(FeedTopology.All.FirstOrDefault(feed => feed.Schedule.Job == job.Name) is { } polled && system?.DoesNotServe(polled) == true));

    /// <summary>Checks only feeds that are polled every minute: one polled once a day may stay unchanged for weeks.</summary>
    private static IEnumerable<string> Silences(
        IReadOnlyList<JobStatus> jobs, IReadOnlyDictionary<FeedTopology, DateTimeOffset?> newest, Endpoints? system, DateTimeOffset now) =>
        from feed in newest.Keys.OrderBy(feed => feed.Id, StringComparer.Ordinal)
        where feed.Schedule.IsEveryMinute && system?.DoesNotServe(feed) != true
        let silence = Silence(jobs.FirstOrDefault(job => job.Name == feed.Schedule.Job), newest[feed], system, now)
        where silence is not null
        select $"{feed.Id}: {silence}";

    private static string? Silence(JobStatus? poll, DateTimeOffset? newest, Endpoints? system, DateTimeOffset now)
    {
        if (poll is not { State: "ENABLED", LastAttempt: not null }) return null;
        var limit = system?.PollS is { } seconds && TimeSpan.FromSeconds(seconds) * PollsOfSilence is var polls && polls > MinSilence ? polls : MinSilence;
        if ((newest ?? system?.Started) is not { } since || now - since < limit) return null;
        return newest is null
            ? $"no snapshot since the start at {Time(since)}, {Span(now - since)} ago"
            : $"no new snapshot since {Time(since)}, {Span(now - since)} ago{(poll.Failure is null ? ", although the polls succeed: the feed does not change" : "")}";
    }

    private static bool IsRecording(Endpoints? system) => system?.FeedName?.StartsWith("dir:", StringComparison.Ordinal) == true;

    private static string Time(DateTimeOffset? time) => time is null ? "an unknown time" : string.Create(CultureInfo.InvariantCulture, $"{time.Value.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    private static string Span(TimeSpan span) => span.TotalHours < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours):0} h {span.Minutes} min");
}
