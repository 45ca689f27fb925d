namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>A column as rows are encoded: resolve it once by <see cref="RowSchema.Column"/>, then write by it.</summary>
public sealed class RowColumn
{
    internal RowColumn(string name, string type, bool isRepeated, int number, RowWireKind kind)
    {
        Name = name;
        Type = type;
        IsRepeated = isRepeated;
        Number = number;
        Kind = kind;
        Tag = ((uint)number << 3) | kind switch
        {
            RowWireKind.Text or RowWireKind.Bytes => 2u,
            RowWireKind.Double => 1u,
            _ => 0u,
        };
        for (var rest = Tag; ; rest >>= 7)
        {
            EncodedTag |= ((rest & 0x7F) | (rest > 0x7F ? 0x80u : 0u)) << (8 * TagBytes++);
            if (rest <= 0x7F) break;
        }
    }

    /// <summary>Column name.</summary>
    public string Name { get; }

    /// <summary>GoogleSQL type, such as <c>INT64</c>.</summary>
    public string Type { get; }

    /// <summary>True for an ARRAY: written once per element.</summary>
    public bool IsRepeated { get; }

    /// <summary>Its field number in encoded rows.</summary>
    public int Number { get; }

    internal RowWireKind Kind { get; }

    internal uint Tag { get; }

    /// <summary>The tag as a varint, its first byte lowest: at most four bytes, because a table has at most 10,000 columns.</summary>
    internal uint EncodedTag { get; }

    internal int TagBytes { get; }
}
