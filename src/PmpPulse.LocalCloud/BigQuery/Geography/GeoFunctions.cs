using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.LocalCloud.BigQuery.Memory;
using Api = PmpPulse.LocalCloud.BigQuery.Memory.ScalarFunctionApi;
using Types = DuckDB.NET.Native.NativeMethods.LogicalType;
using Vectors = DuckDB.NET.Native.NativeMethods.Vectors;

namespace PmpPulse.LocalCloud.BigQuery.Geography;

/// <summary>Implements the geography functions of <see cref="EngineFunctions"/>: a GEOGRAPHY is the text of its GeoJSON.</summary>
internal static unsafe class GeoFunctions
{
    /// <summary>Registers the functions for all of a database's connections.</summary>
    public static void Register(DuckDBConnection connection)
    {
        Register(connection, EngineFunctions.GeographyPoint, &Point, DuckDBType.Varchar, DuckDBType.Double, DuckDBType.Double);
        Register(connection, EngineFunctions.Geography, &Check, DuckDBType.Varchar, DuckDBType.Varchar);
        Register(connection, EngineFunctions.GeographyContains, &Contains, DuckDBType.Boolean, DuckDBType.Varchar, DuckDBType.Varchar);
    }

    private static void Register(
        DuckDBConnection connection, string name, delegate* unmanaged[Cdecl]<nint, nint, nint, void> body, DuckDBType result, params ReadOnlySpan<DuckDBType> parameters)
    {
        var set = Api.CreateSet(name);
        var function = Api.Create();
        try
        {
            Api.SetName(function, name);
            foreach (var parameter in parameters)
            {
                using var type = Types.DuckDBCreateLogicalType(parameter);
                Api.AddParameter(function, type);
            }

            using var returned = Types.DuckDBCreateLogicalType(result);
            Api.SetReturnType(function, returned);
            Api.SetInit(function, &Begin);
            Api.SetFunction(function, body);
            if (Api.AddToSet(set, function) != 0 || Api.Register(connection.NativeConnection, set) != 0)
            {
                throw new InvalidOperationException($"DuckDB rejected the function {name}.");
            }
        }
        finally
        {
            Api.Destroy(ref function);
            Api.DestroySet(ref set);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Begin(nint info) => Api.SetState(info, GCHandle.ToIntPtr(GCHandle.Alloc(new GeoShapes())), &End);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void End(nint handle) => GCHandle.FromIntPtr(handle).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Point(nint info, nint input, nint output) => Run(info, input, output, (row, vectors, _) =>
    {
        var (lon, lat) = (((double*)Api.GetData(vectors.First))[row], ((double*)Api.GetData(vectors.Second))[row]);
        if (!double.IsFinite(lon) || !(Math.Abs(lat) <= 90)) throw new FormatException("ST_GEOGPOINT: latitude must be between -90 and 90 degrees, and longitude finite");
        var text = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"Point","coordinates":[{{lon:R}},{{lat:R}}]}"""));
        fixed (byte* start = text) Vectors.DuckDBUnsafeVectorAssignStringElementLength(vectors.Output, row, start, text.Length);
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Check(nint info, nint input, nint output) => Run(info, input, output, (row, vectors, shapes) =>
    {
        var text = ValueVector.TextAt(Api.GetData(vectors.First), row);
        shapes.Get(text);
        fixed (byte* start = text) Vectors.DuckDBUnsafeVectorAssignStringElementLength(vectors.Output, row, start, text.Length);
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Contains(nint info, nint input, nint output) => Run(info, input, output, (row, vectors, shapes) =>
    {
        var container = shapes.Get(ValueVector.TextAt(Api.GetData(vectors.First), row));
        var contained = shapes.Get(ValueVector.TextAt(Api.GetData(vectors.Second), row));
        Api.GetData(vectors.Output)[row] = container.Contains(contained) ? (byte)1 : (byte)0;
    });

    /// <summary>DuckDB has flattened the vectors. No exception may reach it.</summary>
    private static void Run(nint info, nint input, nint output, Action<ulong, Vector, GeoShapes> each)
    {
        try
        {
            var shapes = (GeoShapes)GCHandle.FromIntPtr(Api.GetState(info)).Target!;
            var vectors = new Vector(Api.GetVector(input, 0), Api.GetVector(input, Api.GetColumnCount(input) - 1), output);
            var rows = Api.GetSize(input);
            for (var row = 0UL; row < rows; row++)
            {
                if (ValueVector.IsValid(Api.GetValidity(vectors.First), row) && ValueVector.IsValid(Api.GetValidity(vectors.Second), row)) each(row, vectors, shapes);
                else SetNull(output, row);
            }
        }
        catch (Exception e)
        {
            Api.SetError(info, e.Message);
        }
    }

    private static void SetNull(nint output, ulong row)
    {
        Vectors.DuckDBVectorEnsureValidityWritable(output);
        Vectors.DuckDBVectorGetValidity(output)[row >> 6] &= ~(1UL << (int)(row & 63));
    }

    /// <summary>The vectors of a call's first and last argument, and of its result.</summary>
    private readonly record struct Vector(nint First, nint Second, nint Output);
}
