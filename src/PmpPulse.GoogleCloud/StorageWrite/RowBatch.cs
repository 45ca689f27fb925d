using System.Buffers;
using Google.Protobuf;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// Encoded rows that are appended together, as the request carries them: one after another, each framed as a field of
/// <c>ProtoRows</c>. Parts of a batch, and batches put together, are views of the same bytes.
/// </summary>
public sealed class RowBatch
{
    /// <summary>Encoded bytes an append may carry: BigQuery accepts 20 MB per request, including the schema and the framing.</summary>
    public const int MaxAppendBytes = 19_000_000;

    private byte[]? _pooled;
    private ByteString[]? _rows;

    internal RowBatch(byte[] pooled, int length, int count) : this([pooled.AsMemory(0, length)], count) => _pooled = pooled;

    private RowBatch(IReadOnlyList<ReadOnlyMemory<byte>> parts, int count)
    {
        (Parts, Count) = (parts, count);
        foreach (var part in parts) ByteCount += part.Length;
    }

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>Their size as sent.</summary>
    public long ByteCount { get; }

    /// <summary>Each row as encoded, without its frame; made when first asked for, because sending needs none of it.</summary>
    public IReadOnlyList<ByteString> Rows => _rows ??= [.. Frames().Select(Unframed)];

    /// <summary>The framed rows: together the bytes of a <c>ProtoRows</c>.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Parts { get; }

    /// <summary>Some of the rows, as <see cref="Rows"/> has them, in their order.</summary>
    public IEnumerable<(int Index, ByteString Row)> RowsAt(IReadOnlySet<int> indexes) =>
        Frames().Index().Where(frame => indexes.Contains(frame.Index)).Select(frame => (frame.Index, Unframed(frame.Item)));

    /// <summary>The batch without some rows: a view.</summary>
    public RowBatch Without(IEnumerable<int> indexes)
    {
        var (dropped, parts, index) = (indexes.ToHashSet(), new List<ReadOnlyMemory<byte>>(), 0);
        foreach (var part in Parts)
        {
            // rows that stay together are one part of the view
            var (start, at) = (0, 0);
            while (at < part.Length)
            {
                var end = at + RowFrame.LengthOf(part.Span[at..]);
                if (dropped.Contains(index++))
                {
                    if (at > start) parts.Add(part[start..at]);
                    start = end;
                }

                at = end;
            }

            if (at > start) parts.Add(part[start..at]);
        }

        return new(parts, Count - dropped.Count(dropping => dropping >= 0 && dropping < Count));
    }

    /// <summary>The batch without some rows, which takes its place: the memory is now the new batch's to give away.</summary>
    public RowBatch Drop(IEnumerable<int> indexes)
    {
        var left = Without(indexes);
        left._pooled = Interlocked.Exchange(ref _pooled, null);
        return left;
    }

    /// <summary>Several batches as one, in their order; each must be of the same <see cref="RowSchema"/>.</summary>
    public static RowBatch Concat(IEnumerable<RowBatch> batches)
    {
        var all = batches.ToList();
        return all is [var only] ? only : new([.. all.SelectMany(batch => batch.Parts)], all.Sum(batch => batch.Count));
    }

    /// <summary>A part of the batch.</summary>
    public RowBatch Slice(int start, int count)
    {
        var frames = Frames().Skip(start).Take(count).ToList();
        return new(frames, frames.Count);
    }

    /// <summary>Writes the framed rows: the bytes of a <c>ProtoRows</c>.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        foreach (var part in Parts) output.Write(part.Span);
    }

    /// <summary>
    /// Gives the memory of the rows to the next batch. Only where nobody can read them, in this batch or another, any more; a view has
    /// none to give, and what isn't released is left to the garbage collector.
    /// </summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _pooled, null) is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
    }

    private static ByteString Unframed(ReadOnlyMemory<byte> frame) => UnsafeByteOperations.UnsafeWrap(frame[RowFrame.HeadLength(frame.Span)..]);

    private IEnumerable<ReadOnlyMemory<byte>> Frames()
    {
        foreach (var part in Parts)
        {
            for (var rest = part; !rest.IsEmpty;)
            {
                var length = RowFrame.LengthOf(rest.Span);
                yield return rest[..length];
                rest = rest[length..];
            }
        }
    }
}
