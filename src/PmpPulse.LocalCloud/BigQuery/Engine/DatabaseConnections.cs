using DuckDB.NET.Data;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Opens connections to one DuckDB file, all with the same settings.</summary>
internal sealed class DatabaseConnections(DatabaseOptions options)
{
    /// <summary>An in-memory database attached beside the file: results of queries, which need not survive.</summary>
    public const string Results = "results";

    public string Path { get; } = System.IO.Path.Combine(options.Directory, "bigquery.duckdb");

    public string LogPath => Path + ".wal";

    /// <summary>The first connection; it decides the instance's settings. The others are made from it.</summary>
    public DuckDBConnection OpenFirst()
    {
        Directory.CreateDirectory(options.Directory);
        var settings = new DuckDBConnectionStringBuilder { DataSource = Path };
        settings["memory_limit"] = options.MemoryLimit;
        settings["checkpoint_threshold"] = options.CheckpointThreshold;
        settings["temp_directory"] = System.IO.Path.Combine(options.Directory, "bigquery.tmp");
        settings["autoinstall_known_extensions"] = "false";
        settings["autoload_known_extensions"] = "false";
        settings["preserve_insertion_order"] = "true";
        var connection = Open(settings.ToString());
        Execute(connection, $"ATTACH IF NOT EXISTS ':memory:' AS {Results}");
        return connection;
    }

    public DuckDBConnection OpenAnother() => Open($"Data Source={Path}");

    public static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static DuckDBConnection Open(string settings)
    {
        var connection = new DuckDBConnection(settings);
        connection.Open();
        Execute(connection, "SET TimeZone = 'UTC'");
        return connection;
    }
}
