using Google.Protobuf;
using PmpPulse.Contracts.Json;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.Rows;

/// <summary>
/// How a kind's elements become rows of its curated table, one by one: two readers of one meaning, and the encoder behind both. It learns
/// from what it reads, so each curator has its own; not thread-safe. Never throws for bad bytes.
/// </summary>
public interface IElementRows
{
    /// <summary>The table's columns.</summary>
    RowSchema Schema { get; }

    /// <summary>Begins a snapshot, whose elements are written next.</summary>
    void Start(in SnapshotContext snapshot);

    /// <summary>
    /// The hot path: reads the element at the scanner's position in one pass and writes its row. It knows only ordinary forms and gives up
    /// at anything else, without a row.
    /// </summary>
    /// <param name="scanner">Stands before the element; after it on return, or anywhere if it gave up.</param>
    /// <param name="payload">What the scanner scans.</param>
    /// <param name="snapshot">The element's snapshot.</param>
    /// <param name="rows">Where the row goes.</param>
    /// <param name="id">The element's id, UTF-8: a slice of <paramref name="payload"/>.</param>
    /// <returns>False if the reference reader must read it.</returns>
    bool TryWrite(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext snapshot, RowBatchWriter rows, out ReadOnlyMemory<byte> id);

    /// <summary>The reference, which defines what an element's properties mean: reads it and writes its row.</summary>
    /// <param name="element">Its bytes, known to be JSON.</param>
    /// <param name="snapshot">The element's snapshot.</param>
    /// <param name="rows">Where the row goes.</param>
    /// <param name="id">Its id, as far as one could be read.</param>
    /// <returns>Why it has no row, or null.</returns>
    ReadError? Write(ReadOnlyMemory<byte> element, in SnapshotContext snapshot, RowBatchWriter rows, out string? id);

    /// <summary>What decides which of several encoded rows with one id counts.</summary>
    ElementReport ReportOf(ByteString row);
}
