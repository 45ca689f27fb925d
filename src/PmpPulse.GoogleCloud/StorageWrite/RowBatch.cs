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
    public IReadOnlyList<ByteString> Rows => _rows ??= [.. Frames().Select(frame => UnsafeByteOperations.UnsafeWrap(frame[RowFrame.HeadLength(frame.Span)..]))];

    /// <summary>The framed rows: together the bytes of a <c>ProtoRows</c>.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Parts { get; }

    /// <summary>The batch without some rows, such as those BigQuery rejected.</summary>
    public RowBatch Without(IEnumerable<int> indexes)
    {
        var left = indexes.ToHashSet();
        return Of([.. Frames().Where((_, index) => !left.Contains(index))]);
    }

    /// <summary>Several batches as one, in their order; each must be of the same <see cref="RowSchema"/>.</summary>
    public static RowBatch Concat(IEnumerable<RowBatch> batches)
    {
        var all = batches.ToList();
        return all is [var only] ? only : new([.. all.SelectMany(batch => batch.Parts)], all.Sum(batch => batch.Count));
    }

    /// <summary>A part of the batch.</summary>
    public RowBatch Slice(int start, int count) => Of([.. Frames().Skip(start).Take(count)]);

    /// <summary>Writes the framed rows: the bytes of a <c>ProtoRows</c>.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        foreach (var part in Parts) output.Write(part.Span);
    }

    /// <summary>
    /// Gives the memory of the rows to the next batch. Only for a batch as it was written, and only where nobody can read it or a view of it
    /// any more; one that isn't released is left to the garbage collector.
    /// </summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _pooled, null) is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
    }

    private static RowBatch Of(IReadOnlyList<ReadOnlyMemory<byte>> frames) => new(frames, frames.Count);

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
