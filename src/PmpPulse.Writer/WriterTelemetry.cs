using System.Diagnostics;
using System.Diagnostics.Metrics;
using PmpPulse.Contracts;

namespace PmpPulse.Writer;

/// <summary>The writers' metrics and traces. Dashboards and the local console rely on the names.</summary>
internal static class WriterTelemetry
{
    private static readonly Meter Meter = new("PmpPulse.Writer");

    private static readonly Counter<long> RowCounter = Meter.CreateCounter<long>("pmp.writer.rows", "{row}", "Rows appended");

    private static readonly Counter<long> DeadLetterCounter = Meter.CreateCounter<long>(
        "pmp.writer.dead_letters", "{message}", "Messages recorded as dead letters");

    private static readonly Counter<long> SkippedCounter = Meter.CreateCounter<long>(
        "pmp.writer.skipped", "{message}", "Messages acknowledged without writing: replays meant for curation");

    private static readonly Counter<long> RepetitionCounter = Meter.CreateCounter<long>(
        "pmp.writer.repetitions", "{element}", "Elements that occur more than once in their file, byte for byte, and were written once");

    public static ActivitySource Activities { get; } = new("PmpPulse.Writer");

    public static void CountRows(TableName table, int rows) =>
        RowCounter.Add(rows, new KeyValuePair<string, object?>("table", table.ToString()));

    public static void CountSkipped(TableName table) => SkippedCounter.Add(1, new KeyValuePair<string, object?>("table", table.ToString()));

    public static void CountRepetitions(TableName table, int elements) => RepetitionCounter.Add(elements, new KeyValuePair<string, object?>("table", table.ToString()));

    public static void CountDeadLetter(TableName table, string errorType) =>
        DeadLetterCounter.Add(1, new KeyValuePair<string, object?>("table", table.ToString()), new KeyValuePair<string, object?>("error_type", errorType));
}
