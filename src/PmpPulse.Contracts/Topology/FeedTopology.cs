using System.Text.Json.Serialization;

namespace PmpPulse.Contracts.Topology;

/// <summary>
/// One feed and the names of all its resources, as in <c>infra/feeds/&lt;system&gt;.&lt;kind&gt;.json</c>. The names are
/// the same on Google Cloud and on LocalCloud.
/// </summary>
public sealed record FeedTopology
{
    /// <summary>What the ids of all feeds look like.</summary>
    public const string IdForm = "<system>.<kind>";

    /// <summary>The feed that a service serves by default.</summary>
    public const string DefaultId = "velib.station_status";

    /// <summary>GBFS <c>system_id</c> of the system it belongs to; the events' <c>source</c>.</summary>
    public required string System { get; init; }

    /// <summary>Name of the GBFS file, such as <c>station_status</c>.</summary>
    public required string Kind { get; init; }

    public required string Description { get; init; }

    /// <summary>Whether it runs if no feeds are chosen.</summary>
    public required bool EnabledByDefault { get; init; }

    /// <summary>Where it is polled.</summary>
    public required Uri Address { get; init; }

    /// <summary>Days that its rows are kept on Google Cloud.</summary>
    public required int RetentionDays { get; init; }

    /// <summary>Short name of the topic of its events.</summary>
    public required string Topic { get; init; }

    /// <summary>Pull subscription for a person who wants to look at the events; keeps one day. Null where there is none.</summary>
    public string? AuditSubscription { get; init; }

    public required PollSchedule Schedule { get; init; }

    public required CollectorTopology Collector { get; init; }

    public required WriterTopology Writer { get; init; }

    public required DeadLetterPath DeadLetters { get; init; }

    /// <summary>Null if the writer's rows are the curated ones.</summary>
    public CurationTopology? Curation { get; init; }

    /// <summary>How settings, options and reports name it: <c>velib.station_status</c>.</summary>
    [JsonIgnore]
    public string Id => $"{System}.{Kind}";

    /// <summary>The events' <c>event_type</c>.</summary>
    [JsonIgnore]
    public string EventType => $"{Kind}_snapshot";

    /// <summary>Where its curated rows are.</summary>
    [JsonIgnore]
    public TableName CuratedTable => Curation?.Table ?? Writer.Table;

    /// <summary>Every feed: those that are polled every minute first, else by id.</summary>
    public static IReadOnlyList<FeedTopology> All { get; } = [.. FeedFiles.Read().OrderBy(feed => !feed.Schedule.IsEveryMinute)];

    /// <summary>The feeds that run by default.</summary>
    public static IReadOnlyList<FeedTopology> Default { get; } = [.. All.Where(feed => feed.EnabledByDefault)];

    /// <summary>The default system.</summary>
    public static string DefaultSystem { get; } = Default[0].System;

    /// <summary>A feed by its id; null where there is no such feed.</summary>
    public static FeedTopology? Find(string id) => All.FirstOrDefault(feed => feed.Id == id);
}
