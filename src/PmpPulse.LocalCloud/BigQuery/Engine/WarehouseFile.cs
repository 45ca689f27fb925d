using System.Buffers.Binary;
using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>The DuckDB file of all tables: its storage version, and the way there from an older one.</summary>
internal static class WarehouseFile
{
    /// <summary>
    /// How the file is attached. ZSTD needs a newer storage version than the default. A checkpoint compresses the last row group again: a
    /// quarter of the usual size keeps that under 50 ms.
    /// </summary>
    public const string Options = "STORAGE_VERSION 'v1.5.0', ROW_GROUP_SIZE 30720";

    // the number that DuckDB gives v1.5.0 in a file's header
    private const ulong StorageVersion = 68;
    private const int VersionOffset = 12;

    /// <summary>
    /// Copies a file of an older storage version into a new one. DuckDB would also raise the version in place, but then the file lacks an
    /// identity, and its log can't be replayed after a crash.
    /// </summary>
    /// <param name="connection">A connection to another file.</param>
    /// <param name="path">The file. It need not exist.</param>
    public static void Upgrade(DuckDBConnection connection, string path)
    {
        var copy = path + ".new";
        File.Delete(copy);
        File.Delete(copy + ".wal");
        if (!File.Exists(path) || VersionOf(path) is not (> 0 and < StorageVersion)) return;
        DatabaseConnections.Execute(connection, $"""
            ATTACH {DuckTypes.Literal(path)} AS old;
            ATTACH {DuckTypes.Literal(copy)} AS new ({Options});
            COPY FROM DATABASE old TO new;
            CHECKPOINT old;
            CHECKPOINT new;
            DETACH old;
            DETACH new;
            """);
        File.Move(copy, path, overwrite: true);
    }

    private static ulong VersionOf(string path)
    {
        Span<byte> header = stackalloc byte[VersionOffset + sizeof(ulong)];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            ? BinaryPrimitives.ReadUInt64LittleEndian(header[VersionOffset..])
            : 0;
    }
}
