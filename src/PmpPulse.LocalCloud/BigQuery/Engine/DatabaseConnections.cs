using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Memory;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// Opens connections to one DuckDB file, all with the same settings and in the same sandbox: SQL text reaches no file but the
/// database's own, loads no extension, and can't change a setting.
/// </summary>
internal sealed class DatabaseConnections(DatabaseOptions options)
{
    /// <summary>An in-memory database attached beside the file: results of queries, which need not survive.</summary>
    public const string Results = "results";

    /// <summary>What the functions of running statements hold.</summary>
    public MemoryLedger Ledger { get; } = new(options.StatementBlockBytes, options.BlockBytes);

    public string Path { get; } = System.IO.Path.Combine(options.Directory, "bigquery.duckdb");

    public string LogPath => Path + ".wal";

    private string SpillPath => System.IO.Path.Combine(options.Directory, "bigquery.tmp");

    /// <summary>Removes what a process that was killed had spilled.</summary>
    public void DeleteSpilled()
    {
        if (Directory.Exists(SpillPath))
            Directory.Delete(SpillPath, recursive: true);
    }

    /// <summary>The first connection; it decides the instance's settings. The others are made from it.</summary>
    public DuckDBConnection OpenFirst()
    {
        Directory.CreateDirectory(options.Directory);
        var settings = new DuckDBConnectionStringBuilder { DataSource = Path };
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
            // in this order: nothing can be set behind the lock, and nothing attached without access to files. What is attached by then,
            // its log, and the folder that is spilled to stay open to DuckDB
            Execute(connection, $"""
                SET GLOBAL TimeZone = 'UTC';
                ATTACH IF NOT EXISTS ':memory:' AS {Results};
                SET enable_external_access = false;
                SET lock_configuration = true;
                """);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <exception cref="InvalidOperationException">The first connection is gone, and with it the sandbox.</exception>
    public DuckDBConnection OpenAnother()
    {
        var connection = new DuckDBConnection($"Data Source={Path}");
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT current_setting('lock_configuration') AND NOT current_setting('enable_external_access')";
            return command.ExecuteScalar() is true ? connection : throw new InvalidOperationException("The database is open without its settings.");
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
