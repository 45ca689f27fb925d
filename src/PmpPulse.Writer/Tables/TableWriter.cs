using Grpc.Core;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Warehouse;

namespace PmpPulse.Writer.Tables;

/// <summary>Appends rows to one table, at least once. Thread-safe.</summary>
internal sealed class TableWriter(StorageWriteClient storage, TableName table) : IAsyncDisposable
{
    // inside the push request's own time limit, so that Pub/Sub hears why
    private static readonly AppenderOptions Options = new() { TotalTimeout = TimeSpan.FromSeconds(30), TraceId = "pmp-pulse:writer" };

    // tag and length
    private const int RowFraming = 6;

    private readonly Lazy<TableAppender> _appender = new(() => storage.OpenTable(table, SchemaOf(table), Options));

    public TableName Table { get; } = table;

    public RowSchema Schema { get; } = SchemaOf(table);

    /// <summary>Appends the rows; those that BigQuery rejects are left out, and the others appended without them.</summary>
    /// <returns>The rejected rows, by their position in <paramref name="rows"/>.</returns>
    /// <exception cref="AppendFailedException">The rows are not in the table, or it is unknown whether they are.</exception>
    public async Task<IReadOnlyList<RejectedRow>> AppendAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        var rejected = new List<RejectedRow>();
        for (var start = 0; start < rows.Count;)
        {
            var count = FittingCount(rows, start);
            var part = await AppendPartAsync(count == rows.Count ? rows : rows.Slice(start, count), cancellationToken);
            rejected.AddRange(part.Select(row => row with { Index = start + row.Index }));
            start += count;
        }

        return rejected;
    }

    private async Task<List<RejectedRow>> AppendPartAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        var rejected = new List<RejectedRow>();
        var places = Enumerable.Range(0, rows.Count).ToList();
        while (rows.Count > 0)
        {
            switch (await _appender.Value.AppendAsync(rows, cancellationToken))
            {
                case AppendOutcome.Appended:
                    WriterTelemetry.CountRows(Table, rows.Count);
                    // answered, so nobody sends it again
                    rows.Release();
                    return rejected;
                case AppendOutcome.RowsRejected { Rows: { Count: > 0 } refused }:
                    rejected.AddRange(refused.Select(row => row with { Index = places[row.Index] }));
                    var indexes = refused.Select(row => row.Index).ToHashSet();
                    rows = rows.Drop(indexes);
                    places = [.. places.Where((_, index) => !indexes.Contains(index))];
                    break;
                case AppendOutcome.NotAppended failure:
                    throw new AppendFailedException(failure.Status, failure.Message);
                case AppendOutcome.Unknown failure:
                    throw new AppendFailedException(failure.Status, failure.Message);
                case var other:
                    throw new AppendFailedException(StatusCode.Unknown, $"BigQuery answered {other} on the default stream.");
            }
        }

        return rejected;
    }

    /// <summary>
    /// How many rows from <paramref name="start"/> one append can carry: tiny stations take more bytes as rows than as JSON.
    /// </summary>
    private static int FittingCount(RowBatch rows, int start)
    {
        if (start == 0 && rows.ByteCount <= RowBatch.MaxAppendBytes) return rows.Count;
        var bytes = 0L;
        var end = start;
        while (end < rows.Count && (bytes += rows.Rows[end].Length + RowFraming) <= RowBatch.MaxAppendBytes) end++;
        return Math.Max(1, end - start);
    }

    public ValueTask DisposeAsync() => _appender.IsValueCreated ? _appender.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static RowSchema SchemaOf(TableName table) => RowSchema.FromResourceJson(WarehouseFiles.Table(table).ResourceJson);
}
