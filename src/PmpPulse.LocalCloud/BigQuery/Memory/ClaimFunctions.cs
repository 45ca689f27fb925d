using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using PmpPulse.GoogleSql.DuckDb;
using Api = PmpPulse.LocalCloud.BigQuery.Memory.ScalarFunctionApi;
using Types = DuckDB.NET.Native.NativeMethods.LogicalType;

namespace PmpPulse.LocalCloud.BigQuery.Memory;

/// <summary>Implements <see cref="EngineFunctions"/>.</summary>
internal static unsafe class ClaimFunctions
{
    private const byte NumericWidth = 38;
    private const byte NumericScale = 9;

    private static readonly DuckDBType[] FixedSize =
        [DuckDBType.BigInt, DuckDBType.Double, DuckDBType.Decimal, DuckDBType.Boolean, DuckDBType.Date, DuckDBType.Time, DuckDBType.Timestamp, DuckDBType.Interval];

    /// <summary>Registers the functions for all of a database's connections. Claims are charged to the ledger.</summary>
    public static void Register(DuckDBConnection connection, MemoryLedger ledger)
    {
        using var text = Types.DuckDBCreateLogicalType(DuckDBType.Varchar);
        using var flag = Types.DuckDBCreateLogicalType(DuckDBType.Boolean);
        using var number = Types.DuckDBCreateLogicalType(DuckDBType.BigInt);
        RegisterSet(
            connection,
            ledger,
            EngineFunctions.ClaimMemory,
            &ClaimMemory,
            [DuckDBType.Varchar, DuckDBType.Blob, DuckDBType.BigInt, DuckDBType.Double, DuckDBType.Timestamp],
            [DuckDBType.Varchar, .. FixedSize],
            [text],
            [number, number, number]);
        RegisterSet(
            connection,
            ledger,
            EngineFunctions.CheckResult,
            &CheckResult,
            [DuckDBType.Varchar, DuckDBType.Blob],
            FixedSize,
            [text, flag],
            []);
        RegisterSet(
            connection, ledger, EngineFunctions.LimitSteps, &LimitSteps, [DuckDBType.Varchar], [], [text], [number, number, number]);
    }

    private static void RegisterSet(
        DuckDBConnection connection,
        MemoryLedger ledger,
        string name,
        delegate* unmanaged[Cdecl]<nint, nint, nint, void> body,
        ReadOnlySpan<DuckDBType> scalars,
        ReadOnlySpan<DuckDBType> elements,
        ReadOnlySpan<DuckDBLogicalType> before,
        ReadOnlySpan<DuckDBLogicalType> behind)
    {
        var set = Api.CreateSet(name);
        try
        {
            foreach (var type in scalars)
            {
                using var value = Types.DuckDBCreateLogicalType(type);
                Add(set, ledger, name, body, value, before, behind);
            }

            foreach (var type in elements)
            {
                using var element = type == DuckDBType.Decimal
                    ? Types.DuckDBCreateDecimalType(NumericWidth, NumericScale)
                    : Types.DuckDBCreateLogicalType(type);
                using var value = Types.DuckDBCreateListType(element);
                Add(set, ledger, name, body, value, before, behind);
            }

            if (Api.Register(connection.NativeConnection, set) != 0)
            {
                throw new InvalidOperationException($"DuckDB rejected the function {name}.");
            }
        }
        finally
        {
            Api.DestroySet(ref set);
        }
    }

    private static void Add(
        nint set,
        MemoryLedger ledger,
        string name,
        delegate* unmanaged[Cdecl]<nint, nint, nint, void> body,
        DuckDBLogicalType value,
        ReadOnlySpan<DuckDBLogicalType> before,
        ReadOnlySpan<DuckDBLogicalType> behind)
    {
        var function = Api.Create();
        Api.SetName(function, name);
        foreach (var type in before) Api.AddParameter(function, type);
        Api.AddParameter(function, value);
        foreach (var type in behind) Api.AddParameter(function, type);
        Api.SetReturnType(function, value);
        Api.SetSpecialHandling(function);
        Api.SetExtraInfo(function, Handle(new Overload(ledger, ValueVector.KindOf(value))), &Free);
        Api.SetInit(function, &Begin);
        Api.SetFunction(function, body);
        var added = Api.AddToSet(set, function);
        Api.Destroy(ref function);
        if (added != 0) throw new InvalidOperationException($"DuckDB rejected an overload of the function {name}.");
    }

    private static nint Handle(object value) => GCHandle.ToIntPtr(GCHandle.Alloc(value));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint handle) => GCHandle.FromIntPtr(handle).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void End(nint handle)
    {
        var caller = GCHandle.FromIntPtr(handle);
        ((ClaimCaller)caller.Target!).Release();
        caller.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Begin(nint info)
    {
        try
        {
            var overload = (Overload)GCHandle.FromIntPtr(Api.GetInitExtraInfo(info)).Target!;
            Api.SetState(info, Handle(new ClaimCaller(overload.Ledger.Of(Api.CallersId(info)), overload.Kind)), &End);
        }
        catch (Exception e)
        {
            Api.SetInitError(info, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ClaimMemory(nint info, nint input, nint output) => Run(info, input, output, 1, static (call, value) =>
    {
        var (factor, cap, added) = (call.Numbers(2), call.Numbers(3), call.Numbers(4));
        var bytes = 0L;
        for (var row = 0UL; row < call.Rows; row++)
        {
            if (value.IsValid(row)) bytes = Plus(bytes, Plus(Capped(Times(value.Size(row), factor[row]), cap[row]), added[row]));
        }

        return call.Caller.Claim(call.Text(0), bytes);
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void CheckResult(nint info, nint input, nint output) => Run(info, input, output, 2, static (call, value) =>
    {
        var bytes = 0L;
        for (var row = 0UL; row < call.Rows; row++)
        {
            var size = value.IsValid(row) ? value.Size(row) : 0;
            if (size > EngineFunctions.MaxValue && !value.IsList)
            {
                return $"Output of {call.Text(0)} exceeds max allowed output size of 10MB";
            }

            bytes += size;
        }

        return call.Flag(1) ? null : call.Caller.Claim(call.Text(0), bytes);
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void LimitSteps(nint info, nint input, nint output) => Run(info, input, output, 1, static (call, value) =>
    {
        var (factor, ofRow, ofBlock) = (call.Numbers(2), call.Numbers(3)[0], call.Numbers(4)[0]);
        var steps = 0L;
        for (var row = 0UL; row < call.Rows; row++)
        {
            var own = value.IsValid(row) ? Times(value.Size(row), factor[row]) : 0;
            steps = Plus(steps, own);
            if (own > ofRow || steps > ofBlock)
            {
                return call.Caller.Memory.Refuse($"Resources exceeded during query execution: the operands of {call.Text(0)} are too long");
            }

        }

        return null;
    });

    /// <summary>Returns the value unchanged, or fails with the check's message. No exception may reach DuckDB.</summary>
    private static void Run(nint info, nint input, nint output, ulong place, Func<ClaimCall, ValueVector, string?> check)
    {
        try
        {
            var caller = (ClaimCaller)GCHandle.FromIntPtr(Api.GetState(info)).Target!;
            var vector = Api.GetVector(input, place);
            if (check(new ClaimCall(input, caller), new ValueVector(vector, caller.Kind)) is { } refusal) Api.SetError(info, refusal);
            else Api.Reference(output, vector);
        }
        catch (Exception e)
        {
            Api.SetError(info, e.Message);
        }
    }

    private static long Capped(long bytes, long cap) => cap > 0 ? Math.Min(bytes, cap) : bytes;

    private static long Plus(long a, long b) => long.CreateSaturating((Int128)a + b);

    private static long Times(long a, long b) => long.CreateSaturating((Int128)a * b);

    /// <summary>One overload of a function.</summary>
    private sealed record Overload(MemoryLedger Ledger, ValueKind Kind);
}
