using PmpPulse.Contracts.Topology;

namespace PmpPulse.Local;

/// <summary>Names and tags of the services' instruments that the console and the report read.</summary>
internal static class Instruments
{
    public const string Polls = "pmp.collector.polls";
    public const string Elements = "pmp.collector.elements";
    public static (string Tag, string Value) Of(FeedTopology feed) => ("feed_id", feed.Id);
    public static readonly (string Tag, string Value) Published = ("outcome", "published");
    public static readonly (string Tag, string Value) Failed = ("outcome", "failed");

    public const string WriterRows = "pmp.writer.rows";
    public const string WriterDeadLetters = "pmp.writer.dead_letters";
    public const string CurationMessages = "pmp.curation.messages";
    public const string CurationRows = "pmp.curation.rows";
    public const string CurationDeadLetters = "pmp.curation.dlq";
    public const string DuplicateSnapshots = "pmp.curation.duplicate_snapshots";
    public const string CurationLatency = "pmp.curation.latency";
}
