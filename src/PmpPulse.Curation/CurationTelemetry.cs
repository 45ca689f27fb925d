using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PmpPulse.Curation;

/// <summary>Curation's metrics and traces. Dashboards and the local console rely on the names.</summary>
internal static class CurationTelemetry
{
    private static readonly Meter Meter = new("PmpPulse.Curation");

    private static readonly Counter<long> Messages = Meter.CreateCounter<long>("pmp.curation.messages", "{message}", "Deliveries, by how they ended");
    private static readonly Counter<long> In = Meter.CreateCounter<long>("pmp.curation.in", "{item}", "Items a stage took");
    private static readonly Counter<long> Out = Meter.CreateCounter<long>("pmp.curation.out", "{item}", "Items a stage passed on");
    private static readonly Counter<long> Dead = Meter.CreateCounter<long>("pmp.curation.dlq", "{item}", "Dead letters a stage wrote");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("pmp.curation.rows", "{row}", "Rows appended to the curated table");
    private static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("pmp.curation.duplicate_snapshots", "{snapshot}", "Snapshots dropped because they were written already");
    private static readonly Counter<long> Repetitions = Meter.CreateCounter<long>("pmp.curation.repeated_elements", "{element}", "Elements dropped because another one of their snapshot is the same byte for byte");
    private static readonly Histogram<double> Latency = Meter.CreateHistogram<double>("pmp.curation.latency", "s", "From the feed's answer (ingest_ts) to the acknowledged append");

    public static ActivitySource Activities { get; } = new("PmpPulse.Curation");

    public static void CountMessage(string outcome) => Messages.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public static void CountIn(string stage, long items) => Count(In, stage, items);

    public static void CountOut(string stage, long items) => Count(Out, stage, items);

    public static void CountDeadLetter(string stage) => Count(Dead, stage, 1);

    public static void CountRows(int rows) => Rows.Add(rows);

    public static void CountDuplicate() => Duplicates.Add(1);

    public static void CountRepetitions(int elements)
    {
        if (elements > 0) Repetitions.Add(elements);
    }

    public static void RecordLatency(TimeSpan latency) => Latency.Record(latency.TotalSeconds);

    private static void Count(Counter<long> counter, string stage, long items)
    {
        if (items > 0) counter.Add(items, new KeyValuePair<string, object?>("stage", stage));
    }
}
