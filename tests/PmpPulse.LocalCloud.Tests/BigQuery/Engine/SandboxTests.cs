using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.PubSub.MessageLog;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery.Engine;

/// <summary>SQL that gets past every other check still can't reach a file, load anything or change a setting, on any connection.</summary>
public sealed class SandboxTests : IAsyncDisposable
{
    private static readonly string[] Attempts =
    [
        "SELECT content FROM read_text('/etc/hostname')",
        "SELECT content FROM read_blob('/etc/hostname')",
        "FROM read_csv('/etc/passwd')",
        "FROM read_json('/etc/passwd')",
        "FROM read_parquet('/etc/passwd')",
        "FROM '/etc/passwd.csv'",
        "FROM glob('/etc/*')",
        "FROM sniff_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/pmp-sandbox.csv'",
        "COPY pmp_catalog.format FROM '/etc/passwd'",
        "EXPORT DATABASE '/tmp/pmp-sandbox'",
        "IMPORT DATABASE '/tmp/pmp-sandbox'",
        "ATTACH '/tmp/pmp-sandbox.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '/tmp/pmp-sandbox.duckdb_extension'",
        "INSTALL h3 FROM community",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "SET GLOBAL memory_limit = '1TB'",
        "SET TimeZone = 'Europe/Paris'",
        "SET temp_directory = '/tmp'",
        "SET autoload_known_extensions = true",
        "SET allow_community_extensions = true",
        "SET disabled_filesystems = ''",
        "PRAGMA enable_profiling = 'json'",
        "SET log_query_path = '/tmp/pmp-sandbox.log'",
        "CREATE PERSISTENT SECRET s (TYPE http)",
    ];

    private readonly TemporaryDirectory _directory = new();
    private readonly Database _database;

    public SandboxTests() => _database = Database.Open(
        new DatabaseOptions(_directory, "128MB") { ReopenPause = TimeSpan.Zero }, TimeProvider.System, NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    public static TheoryData<string> Kinds() => ["writer", "reader", "query", "reopened writer", "reopened reader"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Connection_AnyStatement_ReachesNoFileOrSetting(string kind)
    {
        if (kind.StartsWith("reopened", StringComparison.Ordinal))
            await ReopenAsync();
        foreach (var attempt in Attempts)
        {
            var run = () => RunAsync(kind, connection => Execute(connection, attempt));
            (await run.Should().ThrowAsync<DuckDBException>("{0} on the {1} must fail", attempt, kind)).Which.Message.Should().MatchRegex(
                "disabled by configuration|disabled through configuration|configuration has been locked|Cannot change|Cannot RESET", "{0} must be refused by the sandbox", attempt);
        }

        (await RunAsync(kind, connection => Execute(connection, "SELECT 41 + 1"))).Should().Be(42);
        (await RunAsync(kind, connection => Execute(connection, "SELECT strftime(TIMESTAMPTZ '2026-01-01 00:00:00+00', '%H')"))).Should().Be("00");
    }

    [Fact]
    public async Task UserStatement_SeveralStatements_AreRefused()
    {
        await _database.ReadAsync(
            connection =>
            {
                UserStatement.Execute(connection, _database.Ledger, "SELECT ';' -- ; one");
                var two = () => UserStatement.Execute(connection, _database.Ledger, "SELECT 1; COPY (SELECT 1) TO 'x'");
                two.Should().Throw<EngineException>();
                return true;
            },
            CancellationToken.None);
    }

    [Fact]
    public async Task Query_BeyondTheMemoryLimit_Spills()
    {
        var rows = await _database.QueryAsync(
            connection => Execute(connection, "SELECT COUNT(*) FROM (SELECT md5(range::VARCHAR) AS t FROM range(4000000) ORDER BY t OFFSET 1)"), CancellationToken.None);

        rows.Should().Be(3_999_999L);
    }

    [Fact]
    public async Task Checkpoint_InTheSandbox_MergesTheLog()
    {
        await _database.WriteAsync(session => session.Execute("CREATE TABLE t AS SELECT range AS i FROM range(100000)"), CancellationToken.None);
        await _database.DisposeAsync();
        new FileInfo(Path.Combine(_directory, "bigquery.duckdb.wal")).Exists.Should().BeFalse();

        await using var again = Database.Open(new DatabaseOptions(_directory), TimeProvider.System, NullLogger.Instance);
        (await again.ReadAsync(connection => Execute(connection, "SELECT COUNT(*) FROM t"), CancellationToken.None)).Should().Be(100_000L);
    }

    [Fact]
    public void OpenAnother_WithoutTheFirst_IsRefused()
    {
        using var other = new TemporaryDirectory();
        using (var plain = new DuckDBConnection($"Data Source={Path.Combine(other, "bigquery.duckdb")}"))
            plain.Open();

        var open = () => new DatabaseConnections(new DatabaseOptions(other)).OpenAnother();

        open.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Sqlite_AnyConnection_LoadsNoExtension()
    {
        var file = Path.Combine(_directory, "log.db");
        using var writer = LogSchema.OpenWriter(file);
        using var reader = LogSchema.OpenReader(file);
        foreach (var connection in new[] { writer, reader })
        {
            var load = () => connection.Scalar("SELECT load_extension('/tmp/pmp-sandbox.so')");
            load.Should().Throw<SqliteException>().WithMessage("*not authorized*");
        }
    }

    private Task<object?> RunAsync(string kind, Func<DuckDBConnection, object?> run) => kind.Split(' ')[^1] switch
    {
        "writer" => _database.WriteAsync(session => run(session.Connection), CancellationToken.None),
        "reader" => _database.ReadAsync(run, CancellationToken.None),
        _ => _database.QueryAsync(run, CancellationToken.None),
    };

    /// <summary>Reopens the database, as after a disk failure.</summary>
    private async Task ReopenAsync()
    {
        var fail = () => _database.WriteAsync<int>(
            _ => throw new EngineException("IO Error: Could not write file: Input/output error", DuckDB.NET.Native.DuckDBErrorType.Io), CancellationToken.None);
        await fail.Should().ThrowAsync<BigQueryException>();
        // this write waits for the reopening
        await _database.WriteAsync(session => session.Execute("SELECT 1"), CancellationToken.None);
        _database.Generation.Should().Be(1);
    }

    private static object? Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
