using Google.Protobuf;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>Encoded rows that are appended together.</summary>
public sealed class RowBatch
{
    /// <summary>Encoded bytes an append may carry: BigQuery accepts 20 MB per request, including the schema and the framing.</summary>
    public const int MaxAppendBytes = 19_000_000;

    internal RowBatch(IReadOnlyList<ByteString> rows)
    {
        Rows = rows;
        foreach (var row in rows)
        {
            // each row is framed by a tag and its length
            ByteCount += row.Length + 1 + CodedOutputStream.ComputeUInt32Size((uint)row.Length);
        }
    }

    /// <summary>How many rows.</summary>
    public int Count => Rows.Count;

    /// <summary>Their size as sent.</summary>
    public long ByteCount { get; }

    /// <summary>Each row as encoded.</summary>
    public IReadOnlyList<ByteString> Rows { get; }

    /// <summary>The batch without some rows, such as those BigQuery rejected.</summary>
    public RowBatch Without(IEnumerable<int> indexes)
    {
        var left = indexes.ToHashSet();
        return new RowBatch([.. Rows.Where((_, index) => !left.Contains(index))]);
    }

    /// <summary>Several batches as one, in their order; each must be of the same <see cref="RowSchema"/>.</summary>
    public static RowBatch Concat(IEnumerable<RowBatch> batches) => new([.. batches.SelectMany(batch => batch.Rows)]);

    /// <summary>A part of the batch.</summary>
    public RowBatch Slice(int start, int count) => new([.. Rows.Skip(start).Take(count)]);
}
