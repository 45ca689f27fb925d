using System.Text;
using PmpPulse.Contracts;
using PmpPulse.Curation.Stages;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Warehouse;

namespace PmpPulse.Curation.DeadLetters;

/// <summary>
/// Appends dead letters to <c>pmp_ops.velib_station_status_curated_dlq</c> over the default stream, at least once: their identity makes
/// copies harmless. Thread-safe; appends of different messages run side by side.
/// </summary>
internal sealed class DeadLetterTable : IDeadLetterWriter, IAsyncDisposable
{
    /// <summary>Characters kept of <c>raw</c>, which is for reading.</summary>
    public const int MaxRawLength = 200_000;

    private const int MaxMessageLength = 8_000;

    // a message of nothing but faulty stations makes more dead letters than one append takes
    private const int MaxAppendBytes = 4_000_000;

    private static readonly RowSchema Schema = RowSchema.FromResourceJson(WarehouseFiles.Table(ResourceNames.Tables.CuratedDeadLetters).ResourceJson);
    private static readonly RowColumn Time = Schema.Column("dlq_ts");
    private static readonly RowColumn StageName = Schema.Column("stage");
    private static readonly RowColumn ErrorType = Schema.Column("error_type");
    private static readonly RowColumn ErrorMessage = Schema.Column("error_message");
    private static readonly RowColumn Raw = Schema.Column("raw");
    private static readonly RowColumn Meta = Schema.Column("event_meta");
    private static readonly RowColumn Row = Schema.Column("row_json");
    private static readonly RowColumn BigQueryErrors = Schema.Column("bq_errors");
    private static readonly RowColumn MessageId = Schema.Column("message_id");
    private static readonly RowColumn StationId = Schema.Column("station_id");
    private static readonly RowColumn Data = Schema.Column("data");

    private readonly TimeProvider _clock;
    private readonly Lazy<TableAppender> _appender;

    public DeadLetterTable(StorageWriteClient storage, TimeProvider clock)
    {
        _clock = clock;
        _appender = new Lazy<TableAppender>(() => storage.OpenTable(
            ResourceNames.Tables.CuratedDeadLetters, Schema, new AppenderOptions { TotalTimeout = TimeSpan.FromSeconds(30), TraceId = "pmp-pulse:curation-dlq" }));
    }

    /// <inheritdoc />
    public async Task WriteAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken)
    {
        var writer = new RowBatchWriter(Schema);
        foreach (var dead in deadLetters)
        {
            Write(writer, dead);
            if (writer.ByteCount >= MaxAppendBytes) await AppendAsync(writer.ToBatch(), cancellationToken);
        }

        if (writer.Count > 0) await AppendAsync(writer.ToBatch(), cancellationToken);
        foreach (var dead in deadLetters) CurationTelemetry.CountDeadLetter(dead.Stage);
    }

    public ValueTask DisposeAsync() => _appender.IsValueCreated ? _appender.Value.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>Text to read, whatever the bytes are: what is no UTF-8 becomes U+FFFD, and what is too long is cut.</summary>
    internal static string Readable(ReadOnlySpan<byte> bytes)
    {
        // a character is at least one byte in either form, so more bytes than this are never read
        var text = Encoding.UTF8.GetString(bytes[..(int)Math.Min(bytes.Length, 3L * MaxRawLength + 4)]);
        return Cut(text, MaxRawLength);
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    private async Task AppendAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        var outcome = await _appender.Value.AppendAsync(rows, cancellationToken);
        if (outcome is not AppendOutcome.Appended) throw new DeadLetterException($"{rows.Count} dead letters were not written: {outcome}");
    }

    private void Write(RowBatchWriter writer, DeadLetter dead)
    {
        writer.BeginRow();
        writer.WriteTimestamp(Time, _clock.GetUtcNow());
        writer.WriteString(StageName, dead.Stage);
        writer.WriteString(ErrorType, dead.ErrorType);
        writer.WriteString(ErrorMessage, Cut(dead.ErrorMessage, MaxMessageLength));
        writer.WriteString(Raw, Readable(dead.Raw.Span));
        writer.WriteString(Meta, dead.Meta.ToJson());
        if (dead.RowJson is { } row) writer.WriteString(Row, row.Span);
        if (dead.BigQueryErrors is { } errors) writer.WriteString(BigQueryErrors, Cut(errors, MaxMessageLength));
        writer.WriteString(MessageId, dead.MessageId);
        if (dead.StationId is { } stationId) writer.WriteString(StationId, stationId);
        if (dead.Data is { } data) writer.WriteBytes(Data, data.Span);
        writer.EndRow();
    }
}
