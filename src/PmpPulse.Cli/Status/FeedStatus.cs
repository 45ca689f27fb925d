using System.Text.Json.Serialization;
using PmpPulse.Contracts.Topology;

namespace PmpPulse.Cli.Status;

/// <summary>The state of a feed. What could not be read is null.</summary>
internal sealed record FeedStatus
{
    public FeedStatus(FeedTopology feed)
    {
        Feed = feed.Id;
        IsCurated = feed.Curation is not null;
    }

    /// <summary>Its id.</summary>
    public string Feed { get; }

    /// <summary>Whether curation writes its curated rows; otherwise the writer does, and curation's figures are null.</summary>
    [JsonIgnore]
    public bool IsCurated { get; }

    /// <summary>Engines of curation that run; more than one is a fault.</summary>
    public IReadOnlyList<string>? Engines { get; set; }

    /// <summary>When its newest curated snapshot was published (UTC), as the marts take it; null before the first.</summary>
    public DateTimeOffset? LastEvent { get; set; }

    /// <summary>When its newest curated snapshot was collected (UTC); null before the first.</summary>
    public DateTimeOffset? LastPoll { get; set; }

    /// <summary>
    /// Seconds since then; 0 if that is in the future by this machine's clock, and <see cref="SystemStatus.Problems"/> says so where it is
    /// much.
    /// </summary>
    public double? FreshnessS { get; set; }

    /// <summary>Rows that its writer wrote.</summary>
    public long? WrittenRows { get; set; }

    public long? CuratedRows { get; set; }

    /// <summary>Dead letters of its writer, except those of drills.</summary>
    public long? PushDeadLetters { get; set; }

    /// <summary>Dead letters of curation, except those of drills.</summary>
    public long? CurationDeadLetters { get; set; }
}
