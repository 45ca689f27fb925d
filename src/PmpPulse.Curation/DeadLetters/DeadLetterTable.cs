using System.Text;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Warehouse;

namespace PmpPulse.Curation.DeadLetters;

/// <summary>
/// Appends dead letters to the table that the feed names over the default stream, at least once: their identity makes
/// copies harmless. Thread-safe; appends of different messages run concurrently.
/// </summary>
internal sealed class DeadLetterTable : IDeadLetterWriter, IAsyncDisposable
{
    /// <summary>Characters kept of <c>raw</c>, which is for people.</summary>
    public const int MaxRawLength = 200_000;

    private const int MaxMessageLength = 8_000;

    // a message with only faulty elements makes more dead letters than one append takes
    private const int MaxAppendBytes = 4_000_000;

    private readonly RowSchema _schema;
    private readonly RowColumn _time;
    private readonly RowColumn _stage;
    private readonly RowColumn _errorType;
    private readonly RowColumn _errorMessage;
    private readonly RowColumn _raw;
    private readonly RowColumn _meta;
    private readonly RowColumn _row;
    private readonly RowColumn _bigQueryErrors;
    private readonly RowColumn _messageId;
    private readonly RowColumn _elementId;
    private readonly RowColumn _data;
    private readonly TimeProvider _clock;
    private readonly Lazy<TableAppender> _appender;

    /// <param name="storage">Appends.</param>
    /// <param name="table">The table.</param>
    /// <param name="elementId">The column of the element at fault.</param>
    /// <param name="clock">Clock for the time of a dead letter.</param>
    public DeadLetterTable(StorageWriteClient storage, TableName table, string elementId, TimeProvider clock)
    {
        _clock = clock;
        _schema = RowSchema.FromResourceJson(WarehouseFiles.Table(table).ResourceJson);
        _time = _schema.Column("dlq_ts");
        _stage = _schema.Column("stage");
        _errorType = _schema.Column("error_type");
        _errorMessage = _schema.Column("error_message");
        _raw = _schema.Column("raw");
        _meta = _schema.Column("event_meta");
        _row = _schema.Column("row_json");
        _bigQueryErrors = _schema.Column("bq_errors");
        _messageId = _schema.Column("message_id");
        _elementId = _schema.Column(elementId);
        _data = _schema.Column("data");
        _appender = new Lazy<TableAppender>(() => storage.OpenTable(
            table, _schema, new AppenderOptions { TotalTimeout = TimeSpan.FromSeconds(30), TraceId = "pmp-pulse:curation-dlq" }));
    }

    /// <inheritdoc />
    public async Task WriteAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken)
    {
        var writer = new RowBatchWriter(_schema);
        foreach (var dead in deadLetters)
        {
            Write(writer, dead);
            if (writer.ByteCount >= MaxAppendBytes) await AppendAsync(writer.ToBatch(), cancellationToken);
        }

        if (writer.Count > 0) await AppendAsync(writer.ToBatch(), cancellationToken);
        foreach (var dead in deadLetters) CurationTelemetry.CountDeadLetter(dead.Stage);
    }

    public ValueTask DisposeAsync() => _appender.IsValueCreated ? _appender.Value.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>Readable text of any bytes: what is not UTF-8 becomes U+FFFD, and long text is cut.</summary>
    internal static string Readable(ReadOnlySpan<byte> bytes)
    {
        // a character is at least one byte in either form, so more bytes are never needed
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
        // answered, so nobody sends them again
        rows.Release();
    }

    private void Write(RowBatchWriter writer, DeadLetter dead)
    {
        writer.BeginRow();
        writer.WriteTimestamp(_time, _clock.GetUtcNow());
        writer.WriteString(_stage, dead.Stage);
        writer.WriteString(_errorType, dead.ErrorType);
        writer.WriteString(_errorMessage, Cut(dead.ErrorMessage, MaxMessageLength));
        writer.WriteString(_raw, Readable(dead.Raw.Span));
        writer.WriteString(_meta, dead.Meta.ToJson());
        if (dead.RowJson is { } row) writer.WriteString(_row, row.Span);
        if (dead.BigQueryErrors is { } errors) writer.WriteString(_bigQueryErrors, Cut(errors, MaxMessageLength));
        writer.WriteString(_messageId, dead.MessageId);
        if (dead.ElementId is { } element) writer.WriteString(_elementId, element);
        if (dead.Data is { } data) writer.WriteBytes(_data, data.Span);
        writer.EndRow();
    }
}
