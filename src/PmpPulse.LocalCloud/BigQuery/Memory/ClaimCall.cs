using System.Text;
using DuckDB.NET.Native;
using Api = PmpPulse.LocalCloud.BigQuery.Memory.ScalarFunctionApi;

namespace PmpPulse.LocalCloud.BigQuery.Memory;

/// <summary>The arguments of one call for a block of rows. DuckDB has flattened all vectors.</summary>
internal readonly unsafe struct ClaimCall(nint input, ClaimCaller caller)
{
    public ulong Rows { get; } = Api.GetSize(input);

    public ClaimCaller Caller => caller;

    /// <summary>A string that is the same in all rows.</summary>
    public string Text(ulong column)
    {
        var text = ValueVector.TextAt(Api.GetData(Api.GetVector(input, column)), 0);
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>A boolean that is the same in all rows.</summary>
    public bool Flag(ulong column) => Api.GetData(Api.GetVector(input, column))[0] != 0;

    public NumberVector Numbers(ulong column) => new(Api.GetVector(input, column));
}

/// <summary>A column of numbers.</summary>
internal readonly unsafe struct NumberVector(nint vector)
{
    private readonly long* _data = (long*)Api.GetData(vector);
    private readonly ulong* _validity = Api.GetValidity(vector);

    /// <summary>The row's number; 0 if it is NULL or negative.</summary>
    public long this[ulong row] => ValueVector.IsValid(_validity, row) ? Math.Max(_data[row], 0) : 0;
}

/// <summary>How to determine a value's size.</summary>
internal enum ValueKind
{
    /// <summary>A number or a time, which needs no memory of its own.</summary>
    Fixed,
    Text,
    List,
}

/// <summary>A column of values whose sizes are counted.</summary>
internal readonly unsafe struct ValueVector(nint vector, ValueKind kind)
{
    private const long ElementBytes = 16;

    // strings up to this length are stored inline in the vector
    private const int InlineLength = 12;

    private readonly byte* _data = Api.GetData(vector);
    private readonly ulong* _validity = Api.GetValidity(vector);

    public bool IsList => kind == ValueKind.List;

    public static ValueKind KindOf(DuckDBLogicalType type) => NativeMethods.LogicalType.DuckDBGetTypeId(type) switch
    {
        DuckDBType.Varchar or DuckDBType.Blob => ValueKind.Text,
        DuckDBType.List => ValueKind.List,
        _ => ValueKind.Fixed,
    };

    public static bool IsValid(ulong* validity, ulong row) => validity is null || (validity[row >> 6] & (1UL << (int)(row & 63))) != 0;

    public static ReadOnlySpan<byte> TextAt(byte* data, ulong row)
    {
        var entry = data + (row * (ulong)sizeof(DuckDBString));
        var length = *(int*)entry;
        return new ReadOnlySpan<byte>(length <= InlineLength ? entry + 4 : *(byte**)(entry + 8), length);
    }

    public bool IsValid(ulong row) => IsValid(_validity, row);

    /// <summary>The size in bytes of the row's value.</summary>
    public long Size(ulong row) => kind switch
    {
        ValueKind.Text => *(uint*)(_data + (row * (ulong)sizeof(DuckDBString))),
        ValueKind.List => (long)((ulong*)_data)[(row * 2) + 1] * ElementBytes,
        _ => 0,
    };
}
