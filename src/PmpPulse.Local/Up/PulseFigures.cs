using System.Globalization;
using PmpPulse.Contracts.Topology;
using PmpPulse.LocalCloud.Disk;

namespace PmpPulse.Local.Up;

/// <summary>The throughput since the start.</summary>
internal sealed record PulseFigures
{
    public long Polls { get; init; }
    public long FailedPolls { get; init; }
    public long Messages { get; init; }
    public long WrittenRows { get; init; }
    public long CuratedRows { get; init; }
    public long DuplicateSnapshots { get; init; }
    public long DeadLetters { get; init; }
    public TimeSpan? MedianLatency { get; init; }
    public TimeSpan? HighLatency { get; init; }

    /// <summary>Polls of the feed that was polled most.</summary>
    public long FrequentPolls { get; init; }

    /// <summary>A sentence if the disk is full; null otherwise.</summary>
    public string? FullDisk { get; init; }

    /// <summary>The figures in the order they are shown.</summary>
    public IReadOnlyList<(string Name, string Value, bool IsProblem)> Rows =>
    [
        ("polls", Count(Polls), false),
        ("failed polls", Count(FailedPolls), FailedPolls > 0),
        ("messages published", Count(Messages), false),
        ("rows written", Count(WrittenRows), false),
        ("rows curated", Count(CuratedRows), false),
        ("unchanged snapshots", Count(DuplicateSnapshots), false),
        ("dead letters", Count(DeadLetters), DeadLetters > 0),
        ("latency p50/p99", MedianLatency is null ? "–" : string.Create(
            CultureInfo.InvariantCulture, $"{MedianLatency.Value.TotalMilliseconds:0}/{HighLatency!.Value.TotalMilliseconds:0} ms"), false),
        .. FullDisk is null ? [] : new[] { ("trouble", FullDisk, true) },
    ];

    public static PulseFigures Read(Throughput throughput, IReadOnlyList<FeedTopology> feeds, DiskReport disk) => new()
    {
        Polls = throughput.Total(Instruments.Polls),
        FrequentPolls = feeds.Max(feed => throughput.Total(Instruments.Polls, Instruments.Of(feed))),
        FailedPolls = throughput.Total(Instruments.Polls, Instruments.Failed),
        Messages = throughput.Total(Instruments.Polls, Instruments.Published),
        WrittenRows = throughput.Total(Instruments.WriterRows),
        CuratedRows = throughput.Total(Instruments.CurationRows),
        DuplicateSnapshots = throughput.Total(Instruments.DuplicateSnapshots),
        DeadLetters = throughput.Total(Instruments.WriterDeadLetters) + throughput.Total(Instruments.CurationDeadLetters),
        MedianLatency = throughput.Latency(0.50),
        FullDisk = disk.Full ? disk.ToString() : null,
        HighLatency = throughput.Latency(0.99),
    };

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
