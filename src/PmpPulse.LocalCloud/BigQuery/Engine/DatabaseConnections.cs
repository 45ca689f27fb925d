using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Geography;
using PmpPulse.LocalCloud.BigQuery.Memory;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// Opens connections to one DuckDB file, with the same settings and sandbox: SQL can access no other file, load no extension and change no
/// setting. The file is attached to an instance that has an empty file of its own, because only an attached one can be given a storage
/// version and a size of row groups.
/// </summary>
internal sealed class DatabaseConnections(DatabaseOptions options)
{
    /// <summary>An in-memory database, attached for query results. They need not survive a restart.</summary>
    public const string Results = "results";

    /// <summary>The DuckDB file, attached; the default of all connections.</summary>
    private const string Warehouse = "warehouse";

    private const int RowGroupSize = 30_720;

    /// <summary>The memory held by functions of running statements.</summary>
    public MemoryLedger Ledger { get; } = new(options.StatementBlockBytes, options.BlockBytes);

    /// <summary>Large JSON values.</summary>
    public DocumentStore Documents { get; } = new(System.IO.Path.Combine(options.Directory, "documents"));

    public string Path { get; } = System.IO.Path.Combine(options.Directory, "bigquery.duckdb");

    private string InstancePath => System.IO.Path.Combine(options.Directory, "instance.duckdb");

    public string LogPath => Path + ".wal";

    private string SpillPath => System.IO.Path.Combine(options.Directory, "bigquery.tmp");

    /// <summary>Deletes the spill files of a killed process.</summary>
    public void DeleteSpilled()
    {
        if (Directory.Exists(SpillPath)) Directory.Delete(SpillPath, recursive: true);
    }

    /// <summary>Opens the first connection, which sets up the instance. All others derive from it.</summary>
    public DuckDBConnection OpenFirst()
    {
        Directory.CreateDirectory(options.Directory);
        var settings = new DuckDBConnectionStringBuilder { DataSource = InstancePath };
        settings["memory_limit"] = options.MemoryLimit;
        settings["checkpoint_threshold"] = options.CheckpointThreshold;
        settings["temp_directory"] = SpillPath;
        settings["max_temp_directory_size"] = FormattableString.Invariant($"{SpillBytes() >> 20}MiB");
        settings["autoinstall_known_extensions"] = "false";
        settings["autoload_known_extensions"] = "false";
        settings["allow_community_extensions"] = "false";
        settings["preserve_insertion_order"] = "true";
        var connection = new DuckDBConnection(settings.ToString());
        try
        {
            connection.Open();
            ClaimFunctions.Register(connection, Ledger);
            DocumentFunction.Register(connection, Documents, Ledger);
            GeoFunctions.Register(connection);
            // ZSTD needs a newer storage version than the default. A checkpoint compresses the last row group again: a quarter of the usual
            // size keeps that short.
            // in this order: the lock prevents any later setting, and without external access nothing can be attached. DuckDB keeps access
            // to attached databases, their logs, and the spill folder.
            Execute(connection, $"""
                SET GLOBAL TimeZone = 'UTC';
                ATTACH IF NOT EXISTS {DuckTypes.Literal(Path)} AS {Warehouse} (STORAGE_VERSION 'v1.5.0', ROW_GROUP_SIZE {RowGroupSize});
                ATTACH IF NOT EXISTS ':memory:' AS {Results};
                SET enable_external_access = false;
                SET lock_configuration = true;
                """);
            Execute(connection, $"USE {Warehouse}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <exception cref="InvalidOperationException">The first connection is closed, and its sandbox is gone.</exception>
    public DuckDBConnection OpenAnother()
    {
        var connection = new DuckDBConnection($"Data Source={InstancePath}");
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT current_setting('lock_configuration') AND NOT current_setting('enable_external_access')";
            if (command.ExecuteScalar() is not true) throw new InvalidOperationException("The database is open without its settings.");
            Execute(connection, $"USE {Warehouse}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private long SpillBytes()
    {
        const long Least = 64 << 20;
        return Math.Clamp(new DriveInfo(options.Directory).AvailableFreeSpace / 2, Least, options.SpillBytes);
    }

    public static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
