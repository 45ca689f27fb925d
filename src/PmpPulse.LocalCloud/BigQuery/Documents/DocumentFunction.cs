using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.LocalCloud.BigQuery.Memory;
using Api = PmpPulse.LocalCloud.BigQuery.Memory.ScalarFunctionApi;
using Types = DuckDB.NET.Native.NativeMethods.LogicalType;
using Vectors = DuckDB.NET.Native.NativeMethods.Vectors;

namespace PmpPulse.LocalCloud.BigQuery.Documents;

/// <summary>Implements <see cref="EngineFunctions.Document"/>: the text of a stored JSON value, which may be in the document store.</summary>
internal static unsafe class DocumentFunction
{
    // 2,048 payloads of a feed are 0.9 GB: an ordinary statement over them must not be refused for that
    private const int Discount = 8;

    /// <summary>Registers the function for all of a database's connections. An eighth of what it returns is charged to the ledger.</summary>
    public static void Register(DuckDBConnection connection, DocumentStore documents, MemoryLedger ledger)
    {
        var set = Api.CreateSet(EngineFunctions.Document);
        var function = Api.Create();
        try
        {
            using var json = Types.DuckDBCreateLogicalType(DuckDBType.Varchar);
            Api.SetAlias(json, "JSON");
            Api.SetName(function, EngineFunctions.Document);
            Api.AddParameter(function, json);
            Api.SetReturnType(function, json);
            Api.SetExtraInfo(function, Handle(new Source(documents, ledger)), &Free);
            Api.SetInit(function, &Begin);
            Api.SetFunction(function, &Run);
            if (Api.AddToSet(set, function) != 0 || Api.Register(connection.NativeConnection, set) != 0)
            {
                throw new InvalidOperationException($"DuckDB rejected the function {EngineFunctions.Document}.");
            }
        }
        finally
        {
            Api.Destroy(ref function);
            Api.DestroySet(ref set);
        }
    }

    private static nint Handle(object value) => GCHandle.ToIntPtr(GCHandle.Alloc(value));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint handle) => GCHandle.FromIntPtr(handle).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void End(nint handle)
    {
        var state = GCHandle.FromIntPtr(handle);
        ((State)state.Target!).Caller.Release();
        state.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Begin(nint info)
    {
        try
        {
            var source = (Source)GCHandle.FromIntPtr(Api.GetInitExtraInfo(info)).Target!;
            var caller = new ClaimCaller(source.Ledger.Of(Api.CallersId(info)), ValueKind.Text);
            Api.SetState(info, Handle(new State(source.Documents, caller)), &End);
        }
        catch (Exception e)
        {
            Api.SetInitError(info, e.Message);
        }
    }

    /// <summary>DuckDB has flattened the vector. No exception may reach it.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Run(nint info, nint input, nint output)
    {
        try
        {
            var state = (State)GCHandle.FromIntPtr(Api.GetState(info)).Target!;
            var vector = Api.GetVector(input, 0);
            var rows = Api.GetSize(input);
            var bytes = ReferredBytes(vector, rows);
            if (bytes == 0) Api.Reference(output, vector);
            else if (state.Caller.Claim("a JSON column", bytes / Discount) is { } refusal) Api.SetError(info, refusal);
            else Write(state.Documents, vector, rows, output);
        }
        catch (Exception e)
        {
            Api.SetError(info, e.Message);
        }
    }

    private static long ReferredBytes(nint vector, ulong rows)
    {
        var data = Api.GetData(vector);
        var validity = Api.GetValidity(vector);
        var bytes = 0L;
        for (var row = 0UL; row < rows; row++)
        {
            if (!ValueVector.IsValid(validity, row)) continue;
            var stored = ValueVector.TextAt(data, row);
            if (DocumentReference.IsReference(stored)) bytes += DocumentReference.Parse(stored).Length;
        }

        return bytes;
    }

    private static void Write(DocumentStore documents, nint vector, ulong rows, nint output)
    {
        var data = Api.GetData(vector);
        var validity = Api.GetValidity(vector);
        for (var row = 0UL; row < rows; row++)
        {
            if (!ValueVector.IsValid(validity, row))
            {
                SetNull(output, row);
                continue;
            }

            var stored = ValueVector.TextAt(data, row);
            if (!DocumentReference.IsReference(stored))
            {
                Assign(output, row, stored);
                continue;
            }

            var reference = DocumentReference.Parse(stored);
            var text = ArrayPool<byte>.Shared.Rent(reference.Length);
            documents.Read(reference, text.AsSpan(0, reference.Length));
            Assign(output, row, text.AsSpan(0, reference.Length));
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private static void Assign(nint output, ulong row, ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text) Vectors.DuckDBUnsafeVectorAssignStringElementLength(output, row, start, text.Length);
    }

    private static void SetNull(nint output, ulong row)
    {
        Vectors.DuckDBVectorEnsureValidityWritable(output);
        Vectors.DuckDBVectorGetValidity(output)[row >> 6] &= ~(1UL << (int)(row & 63));
    }

    private sealed record Source(DocumentStore Documents, MemoryLedger Ledger);

    private sealed record State(DocumentStore Documents, ClaimCaller Caller);
}
