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
}
