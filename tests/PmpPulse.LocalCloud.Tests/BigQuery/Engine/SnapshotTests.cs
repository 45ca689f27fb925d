using DuckDB.NET.Data;
using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery.Engine;

public sealed class SnapshotTests
{
    private const string Query = "INSERT INTO r SELECT (SELECT count(a) FROM t), (SELECT count(a) FROM t WHERE a < 10000), (SELECT count(a) FROM t WHERE a >= 10000)";

    [Fact]
    public void Statement_WithAnAppendBetweenItsPlanAndItsRun_SeesAllOfItOrNothing()
    {
        using var directory = new TemporaryDirectory();
        using var reader = Open(directory);
        using var writer = Open(directory);
        Execute(reader, "CREATE TABLE t AS SELECT range AS a FROM range(10000)");
        Execute(reader, "CREATE TABLE r (stored BIGINT, old BIGINT, new BIGINT)");

        Snapshot.Of(reader, () => PlanAppendRun(reader, writer));

        Read(reader).Should().Be((10_000, 10_000, 0));
    }

    private static int PlanAppendRun(DuckDBConnection reader, DuckDBConnection writer)
    {
        NativeMethods.PreparedStatements.DuckDBPrepare(reader.NativeConnection, Query, out var statement).Should().Be(DuckDBState.Success);
        using (statement)
        {
            Execute(writer, "INSERT INTO t SELECT range FROM range(10000, 20000)");
            NativeMethods.PreparedStatements.DuckDBExecutePrepared(statement, out var result).Should().Be(DuckDBState.Success);
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }

        return 1;
    }

    private static DuckDBConnection Open(string folder)
    {
        var connection = new DuckDBConnection($"DataSource={Path.Combine(folder, "one.duckdb")}");
        connection.Open();
        return connection;
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static (long Stored, long Old, long Added) Read(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "FROM r";
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }
}
