using System.Runtime.CompilerServices;
using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Schema;
using Vectors = DuckDB.NET.Native.NativeMethods.Vectors;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// Writes one column's values in place into a DuckDB vector. List elements are in a child vector, which moves when it grows, so its
/// pointers must be fetched again after growing.
/// </summary>
internal sealed unsafe class ColumnVector
{
    private readonly ColumnVector[] _children;
    private nint _vector;
    private byte* _data;
    private ulong* _validity;
    private ulong _listSize;
    private ulong _listCapacity;
    private DocumentWriter? _documents;

    private ColumnVector(Field field)
    {
        Field = field;
        _children = field.IsRepeated ? [new ColumnVector(field.Element)] : [.. field.Fields.Select(child => new ColumnVector(child))];
    }

    public Field Field { get; }

    /// <summary>A STRUCT's fields.</summary>
    public ReadOnlySpan<ColumnVector> Children => _children;

    /// <summary>A list's elements.</summary>
    public ColumnVector Elements => _children[0];

    /// <param name="field">The column of a table.</param>
    /// <param name="vector">Where its values are.</param>
    /// <param name="documents">Takes large JSON values, unless they are in a list or a STRUCT.</param>
    public static ColumnVector Create(Field field, nint vector, DocumentWriter documents)
    {
        var column = new ColumnVector(field) { _documents = field.IsRepeated ? null : documents };
        column.Bind(vector);
        return column;
    }

    public void SetBool(ulong row, bool value) => _data[row] = value ? (byte)1 : (byte)0;

    public void SetInt32(ulong row, int value) => ((int*)_data)[row] = value;

    /// <summary>Sets an INT64, or a TIMESTAMP, DATETIME or TIME in microseconds.</summary>
    public void SetInt64(ulong row, long value) => ((long*)_data)[row] = value;

    public void SetDouble(ulong row, double value) => ((double*)_data)[row] = value;

    /// <summary>Sets a NUMERIC in units of 10^-9.</summary>
    public void SetInt128(ulong row, Int128 value) => ((Int128*)_data)[row] = value;

    /// <summary>Sets BYTES, or valid UTF-8: DuckDB does not check it.</summary>
    public void SetBytes(ulong row, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value)
        {
            byte none;
            Vectors.DuckDBUnsafeVectorAssignStringElementLength(_vector, row, value.IsEmpty ? &none : start, value.Length);
        }
    }

    /// <summary>Sets normalized JSON.</summary>
    public void SetJson(ulong row, ReadOnlySpan<byte> json) => SetBytes(row, _documents is null ? json : _documents.Store(json));

    public void SetNull(ulong row)
    {
        if (_validity is null)
        {
            Vectors.DuckDBVectorEnsureValidityWritable(_vector);
            _validity = Vectors.DuckDBVectorGetValidity(_vector);
        }

        _validity[row >> 6] &= ~(1UL << (int)(row & 63));
        if (Field.IsRepeated)
        {
            ((DuckDBListEntry*)_data)[row] = default;
            return;
        }

        // DuckDB requires the fields of a NULL STRUCT to be NULL too
        foreach (var child in _children) child.SetNull(row);
    }

    /// <summary>Clears a rejected row, so that the next row can use its place.</summary>
    public void Clear(ulong row)
    {
        if (_validity is not null) _validity[row >> 6] |= 1UL << (int)(row & 63);
        if (Field.IsRepeated) return;
        foreach (var child in _children) child.Clear(row);
    }

    /// <summary>The index of the list's next element. A row's elements are added consecutively.</summary>
    public ulong ListSize => _listSize;

    /// <summary>Adds one element and returns its index.</summary>
    public ulong AddElement()
    {
        if (_listSize == _listCapacity) Grow();
        return _listSize++;
    }

    public void SetList(ulong row, ulong start)
    {
        var entries = (ulong*)_data;
        entries[row * 2] = start;
        entries[(row * 2) + 1] = _listSize - start;
    }

    /// <summary>Sets the lists' lengths in DuckDB. Must be the last call.</summary>
    public void Finish()
    {
        if (Field.IsRepeated) Vectors.DuckDBListVectorSetSize(_vector, _listSize);
        foreach (var child in _children) child.Finish();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        _listCapacity = Math.Max(2048, _listCapacity * 2);
        // set the size first: growing keeps only elements within it
        Vectors.DuckDBListVectorSetSize(_vector, _listSize);
        if (Vectors.DuckDBListVectorReserve(_vector, _listCapacity) != DuckDBState.Success)
        {
            throw new InvalidOperationException($"no room for {_listCapacity} elements of {Field.Name}");
        }

        Bind(_vector);
    }

    private void Bind(nint vector)
    {
        _vector = vector;
        _data = (byte*)Vectors.DuckDBVectorGetData(vector);
        _validity = Vectors.DuckDBVectorGetValidity(vector);
        if (Field.IsRepeated)
        {
            _children[0].Bind(Vectors.DuckDBListVectorGetChild(vector));
            return;
        }

        for (var i = 0; i < _children.Length; i++) _children[i].Bind(Vectors.DuckDBStructVectorGetChild(vector, i));
    }
}
