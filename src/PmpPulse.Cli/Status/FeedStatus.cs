using System.Text.Json.Serialization;
using PmpPulse.Contracts.Topology;

namespace PmpPulse.Cli.Status;

/// <summary>What there is of a feed. What could not be read is null.</summary>
internal sealed record FeedStatus
{
    public FeedStatus(FeedTopology feed)
    {
        Feed = feed.Id;
        IsCurated = feed.Curation is not null;
    }

    /// <summary>Its id.</summary>
    public string Feed { get; }

    /// <summary>Whether curation makes its curated rows; else the writer does, and what is said of curation is null.</summary>
    [JsonIgnore]
    public bool IsCurated { get; }

    /// <summary>Engines of curation that run; more than one is a fault.</summary>
    public IReadOnlyList<string>? Engines { get; set; }

    /// <summary>When its newest curated snapshot was published (UTC), as the marts take it; null before the first.</summary>
    public DateTimeOffset? LastEvent { get; set; }

    /// <summary>When its newest curated snapshot was collected (UTC); null before the first.</summary>
    public DateTimeOffset? LastPoll { get; set; }

    /// <summary>Seconds since then; 0 where that is after this machine's time, and <see cref="SystemStatus.Problems"/> says so where it is much.</summary>
    public double? FreshnessS { get; set; }

    /// <summary>Rows that its writer wrote.</summary>
    public long? WrittenRows { get; set; }

    public long? CuratedRows { get; set; }

    /// <summary>Messages that its writer gave up, those of drills aside.</summary>
    public long? PushDeadLetters { get; set; }

    /// <summary>Messages and rows that curation gave up, those of drills aside.</summary>
    public long? CurationDeadLetters { get; set; }
}
