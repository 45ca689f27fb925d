using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace PmpPulse.LocalCloud.BigQuery.Memory;

/// <summary>The part of DuckDB's C API for scalar functions that its .NET binding omits or hides.</summary>
internal static unsafe partial class ScalarFunctionApi
{
    private const string Library = "duckdb";

    [LibraryImport(Library, EntryPoint = "duckdb_create_scalar_function_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint CreateSet(string name);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_scalar_function_set")]
    public static partial void DestroySet(ref nint set);

    [LibraryImport(Library, EntryPoint = "duckdb_add_scalar_function_to_set")]
    public static partial int AddToSet(nint set, nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_register_scalar_function_set")]
    public static partial int Register(DuckDBNativeConnection connection, nint set);

    [LibraryImport(Library, EntryPoint = "duckdb_create_scalar_function")]
    public static partial nint Create();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_scalar_function")]
    public static partial void Destroy(ref nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetName(nint function, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_add_parameter")]
    public static partial void AddParameter(nint function, DuckDBLogicalType type);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_return_type")]
    public static partial void SetReturnType(nint function, DuckDBLogicalType type);

    /// <summary>Makes a type one of its named kinds, such as JSON of VARCHAR.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_logical_type_set_alias", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetAlias(DuckDBLogicalType type, string alias);

    /// <summary>Calls the function for NULLs too.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_special_handling")]
    public static partial void SetSpecialHandling(nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_extra_info")]
    public static partial void SetExtraInfo(nint function, nint info, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_function")]
    public static partial void SetFunction(nint function, delegate* unmanaged[Cdecl]<nint, nint, nint, void> body);

    /// <summary>Called once per call site and thread.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_init")]
    public static partial void SetInit(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_init_get_extra_info")]
    public static partial nint GetInitExtraInfo(nint info);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_init_get_client_context")]
    public static partial void GetInitClientContext(nint info, out nint context);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_init_set_state")]
    public static partial void SetState(nint info, nint state, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_init_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetInitError(nint info, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_get_state")]
    public static partial nint GetState(nint info);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetError(nint info, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_connection_get_client_context")]
    public static partial void GetClientContext(DuckDBNativeConnection connection, out nint context);

    [LibraryImport(Library, EntryPoint = "duckdb_client_context_get_connection_id")]
    public static partial ulong GetConnectionId(nint context);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_client_context")]
    public static partial void DestroyClientContext(ref nint context);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong GetSize(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_column_count")]
    public static partial ulong GetColumnCount(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint GetVector(nint chunk, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_data")]
    public static partial byte* GetData(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_validity")]
    public static partial ulong* GetValidity(nint vector);

    /// <summary>Makes one vector reference another without copying.</summary>
    [LibraryImport(Library, EntryPoint = "duckdb_vector_reference_vector")]
    public static partial void Reference(nint to, nint from);

    /// <summary>DuckDB's id of a connection.</summary>
    public static ulong ConnectionId(DuckDBNativeConnection connection)
    {
        GetClientContext(connection, out var context);
        return IdOf(context);
    }

    /// <summary>The id of the connection whose statement is about to call a function.</summary>
    public static ulong CallersId(nint init)
    {
        GetInitClientContext(init, out var context);
        return IdOf(context);
    }

    private static ulong IdOf(nint context)
    {
        var id = GetConnectionId(context);
        DestroyClientContext(ref context);
        return id;
    }
}
