using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Functions;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Security;

/// <summary>Statements can't reach DuckDB's files, settings, secrets, extensions or catalog.</summary>
public sealed class ReachTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public void Dispose() => _warehouse.Dispose();

    /// <summary>An attempt, its harmless twin, and the twin's result.</summary>
    public static TheoryData<string, string, string> Attempts => new()
    {
        { "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM UNNEST(['/etc/passwd'])", "/etc/passwd" },
        { "SELECT content FROM read_blob('/etc/passwd')", "SELECT content FROM (SELECT 'read_blob' AS content)", "read_blob" },
        { "SELECT * FROM read_csv('/etc/passwd')", "SELECT read_csv FROM (SELECT 'x' AS read_csv)", "x" },
        { "SELECT * FROM read_csv_auto('/etc/passwd')", "SELECT 'read_csv_auto(/etc/passwd)'", "read_csv_auto(/etc/passwd)" },
        { "SELECT * FROM read_parquet('x.parquet')", "SELECT 'read_parquet'", "read_parquet" },
        { "SELECT * FROM read_json('x.json')", "SELECT TO_JSON_STRING('x.json')", "\"x.json\"" },
        { "SELECT * FROM glob('/*')", "SELECT glob FROM UNNEST(['/*']) AS glob", "/*" },
        { "SELECT * FROM 'file.csv'", "SELECT * FROM UNNEST(['file.csv'])", "file.csv" },
        { "SELECT * FROM \"file.csv\"", "SELECT \"file.csv\"", "file.csv" },
        { "SELECT * FROM `file.csv`", "SELECT `file.csv` FROM (SELECT 1 AS `file.csv`)", "1" },
        { "SELECT * FROM `/etc/passwd`", "SELECT `/etc/passwd` FROM UNNEST([1]) AS `/etc/passwd`", "1" },
        { "SELECT * FROM `https://example.org/x.parquet`", "SELECT 'https://example.org/x.parquet'", "https://example.org/x.parquet" },
        { "SELECT * FROM `s3://bucket/x.parquet`", "SELECT 's3://bucket/x.parquet'", "s3://bucket/x.parquet" },
        { "SELECT * FROM duckdb_settings()", "SELECT duckdb_settings FROM UNNEST([1]) AS duckdb_settings", "1" },
        { "SELECT * FROM duckdb_secrets()", "WITH duckdb_secrets AS (SELECT 2 AS x) SELECT x FROM duckdb_secrets", "2" },
        { "SELECT * FROM duckdb_tables", "WITH duckdb_tables AS (SELECT 2 AS x) SELECT x FROM duckdb_tables", "2" },
        { "SELECT * FROM `duckdb_tables`()", "SELECT 'duckdb_tables()'", "duckdb_tables()" },
        { "SELECT * FROM information_schema.tables", "SELECT information_schema.tables FROM (SELECT 3 AS tables) AS information_schema", "3" },
        { "SELECT * FROM pg_catalog.pg_tables", "SELECT pg_catalog.pg_tables FROM (SELECT 3 AS pg_tables) AS pg_catalog", "3" },
        { "SELECT * FROM sqlite_master", "SELECT 'sqlite_master'", "sqlite_master" },
        { "SELECT * FROM pragma_database_list()", "SELECT 'pragma_database_list'", "pragma_database_list" },
        { "SELECT * FROM system.main.duckdb_logs", "SELECT 'system.main.duckdb_logs'", "system.main.duckdb_logs" },
        { "SELECT getenv('HOME')", "SELECT CONCAT('getenv', '(HOME)')", "getenv(HOME)" },
        { "SELECT current_setting('temp_directory')", "SELECT 'current_setting'", "current_setting" },
        { "SELECT `getenv`('HOME')", "SELECT `getenv` FROM (SELECT 1 AS `getenv`)", "1" },
        { "SELECT SAFE.getenv('HOME')", "SELECT SAFE.SUBSTR('HOME', 1)", "HOME" },
        { "SELECT getvariable('x')", "SELECT 'getvariable'", "getvariable" },
        { "SELECT query('SELECT 1')", "SELECT (SELECT 1)", "1" },
        { "SELECT * FROM query('SELECT 1')", "SELECT * FROM (SELECT 1)", "1" },
        { "SELECT * FROM query_table('x')", "SELECT 'query_table'", "query_table" },
        { "SELECT * FROM sniff_csv('x')", "SELECT 'sniff_csv'", "sniff_csv" },
        { "SELECT * FROM parquet_metadata('x')", "SELECT 'parquet_metadata'", "parquet_metadata" },
        { "SELECT * FROM sqlite_scan('x', 'y')", "SELECT 'sqlite_scan'", "sqlite_scan" },
        { "SELECT * FROM which_secret('x', 'y')", "SELECT 'which_secret'", "which_secret" },
        { "SELECT write_log('x')", "SELECT 'write_log'", "write_log" },
        { "SELECT version()", "SELECT 'version'", "version" },
        { "SELECT json_execute_serialized_sql('x')", "SELECT JSON_TYPE(JSON '1')", "number" },
        { "SELECT * FROM json_execute_serialized_sql('x')", "SELECT JSON_VALUE('{\"a\": 1}', '$.a')", "1" },
        { "COPY (SELECT 1) TO '/tmp/x'", "SELECT 'COPY'", "COPY" },
        { "COPY x FROM '/etc/passwd'", "SELECT COPY FROM (SELECT 1 AS COPY)", "1" },
        { "EXPORT DATABASE '/tmp/x'", "SELECT 'EXPORT DATABASE'", "EXPORT DATABASE" },
        { "IMPORT DATABASE '/tmp/x'", "SELECT 'IMPORT DATABASE'", "IMPORT DATABASE" },
        { "ATTACH '/tmp/x.db'", "SELECT 'ATTACH'", "ATTACH" },
        { "DETACH x", "SELECT 'DETACH'", "DETACH" },
        { "USE x", "SELECT 'USE'", "USE" },
        { "INSTALL httpfs", "SELECT 'INSTALL'", "INSTALL" },
        { "LOAD httpfs", "SELECT 'LOAD'", "LOAD" },
        { "LOAD '/tmp/x.duckdb_extension'", "SELECT 'LOAD x'", "LOAD x" },
        { "UPDATE EXTENSIONS", "SELECT 'UPDATE EXTENSIONS'", "UPDATE EXTENSIONS" },
        { "PRAGMA version", "SELECT 'PRAGMA'", "PRAGMA" },
        { "PRAGMA database_list", "SELECT PRAGMA FROM (SELECT 1 AS PRAGMA)", "1" },
        { "SET memory_limit = '1TB'", "SELECT 'SET'", "SET" },
        { "SET enable_external_access = true", "SELECT 'enable_external_access'", "enable_external_access" },
        { "RESET memory_limit", "SELECT 'RESET'", "RESET" },
        { "CALL pragma_version()", "SELECT 'CALL'", "CALL" },
        { "CHECKPOINT", "SELECT 'CHECKPOINT'", "CHECKPOINT" },
        { "VACUUM", "SELECT 'VACUUM'", "VACUUM" },
        { "BEGIN TRANSACTION", "SELECT 'BEGIN'", "BEGIN" },
        { "EXECUTE x", "SELECT 'EXECUTE'", "EXECUTE" },
        { "PREPARE x AS SELECT 1", "SELECT 'PREPARE'", "PREPARE" },
        { "EXPLAIN ANALYZE SELECT 1", "SELECT 'EXPLAIN'", "EXPLAIN" },
        { "DESCRIBE x", "SELECT 'DESCRIBE'", "DESCRIBE" },
        { "SHOW TABLES", "SELECT 'SHOW'", "SHOW" },
        { "SUMMARIZE x", "SELECT 'SUMMARIZE'", "SUMMARIZE" },
        { "FROM range(5)", "SELECT COUNT(*) FROM UNNEST(GENERATE_ARRAY(1, 5))", "5" },
        { "CREATE SECRET x (TYPE s3)", "SELECT 'CREATE SECRET'", "CREATE SECRET" },
        { "CREATE MACRO x() AS 1", "SELECT 'CREATE MACRO'", "CREATE MACRO" },
        { "CREATE FUNCTION x() AS (1)", "SELECT 'CREATE FUNCTION'", "CREATE FUNCTION" },
        { "CREATE TEMP FUNCTION x() AS (1); SELECT x()", "SELECT 'x()'", "x()" },
        { "CREATE SCHEMA x", "SELECT 'CREATE SCHEMA'", "CREATE SCHEMA" },
        { "CREATE EXTERNAL TABLE d.x OPTIONS(uris = ['/etc/passwd'])", "SELECT 'CREATE EXTERNAL TABLE'", "CREATE EXTERNAL TABLE" },
        { "CREATE TABLE d.x AS FROM '/etc/passwd'", "SELECT 'CREATE TABLE'", "CREATE TABLE" },
        { "CREATE TABLE d.x AS SELECT * FROM read_text('/etc/passwd')", "SELECT x FROM UNNEST(['/etc/passwd']) x", "/etc/passwd" },
        { "CREATE VIEW d.x AS SELECT * FROM read_text('/etc/passwd')", "WITH x AS (SELECT '/etc/passwd' AS v) SELECT v FROM x", "/etc/passwd" },
        { "ALTER DATABASE x SET y = 1", "SELECT 'ALTER'", "ALTER" },
        { "SELECT 1; SELECT 2", "SELECT 1;", "1" },
        { "SELECT 1; COPY (SELECT 1) TO '/tmp/x'", "SELECT '1; COPY (SELECT 1) TO /tmp/x'", "1; COPY (SELECT 1) TO /tmp/x" },
        { "SELECT $$x$$", "SELECT '$$x$$'", "$$x$$" },
        { "SELECT x'27'", "SELECT b'\\x27' = CAST('\\'' AS BYTES)", "true" },
        { "SELECT U&'\\0027'", "SELECT '\\u0027'", "'" },
        { "SELECT E'\\''", "SELECT '\\''", "'" },
        { "SELECT #1", "SELECT 1 # 1", "1" },
        { "SELECT COLUMNS('.*') FROM (SELECT 1 AS a)", "SELECT * FROM (SELECT 1 AS a)", "1" },
        { "SELECT rowid FROM UNNEST([1])", "SELECT rowid FROM (SELECT 1 AS rowid)", "1" },
        { "SELECT x.rowid FROM UNNEST([STRUCT(1 AS a)]) x", "SELECT x.a FROM UNNEST([STRUCT(1 AS a)]) x", "1" },
        { "SELECT t1.v FROM UNNEST([1]) x", "SELECT t1.v FROM UNNEST([STRUCT(1 AS v)]) t1", "1" },
        { "SELECT v FROM UNNEST([1]) x", "SELECT v FROM UNNEST([1]) v", "1" },
        { "SELECT CAST('1' AS HUGEINT)", "SELECT CAST('1' AS INT64)", "1" },
        { "SELECT 1::VARCHAR", "SELECT CAST(1 AS STRING)", "1" },
        { "SELECT [x FOR x IN [1]]", "SELECT ARRAY(SELECT x FROM UNNEST([1]) x)[OFFSET(0)]", "1" },
        { "SELECT {'a': 1}", "SELECT STRUCT(1 AS a).a", "1" },
        { "SELECT MAP {'a': 1}", "SELECT TO_JSON_STRING(STRUCT(1 AS a))", "{\"a\":1}" },
    };

    [Theory]
    [MemberData(nameof(Attempts))]
    public void Translate_Attack_IsRefusedAndItsHarmlessTwinWorks(string attempt, string twin, string answer)
    {
        _warehouse.Invoking(w => w.Translate(attempt)).Should().Throw<GoogleSqlException>(attempt);
        _warehouse.Value(twin).Should().Be(answer, twin);
    }

    [Fact]
    public void Translate_EveryFunctionOfDuckDb_IsRefusedUnlessGoogleSqlHasIt()
    {
        var names = _warehouse.List("SELECT DISTINCT function_name FROM duckdb_functions() WHERE regexp_full_match(function_name, '[A-Za-z_][A-Za-z0-9_]*')");
        names.Should().HaveCountGreaterThan(400);
        foreach (var name in names)
        {
            // no function works as a table, however the name is written
            foreach (var table in (string[])[$"{name}('x')", $"`{name}`('x')", $"`{name}('x')`", $"main.{name}('x')", $"`system.main.{name}`", $"`{name}`"])
            {
                _warehouse.Invoking(w => w.Translate($"SELECT * FROM {table}")).Should().Throw<GoogleSqlException>(table);
            }

            if (FunctionCatalog.Find(name) is null && !Syntax.Contains(name))
            {
                foreach (var call in (string[])[$"{name}('x')", $"`{name}`('x')", $"SAFE.{name}('x')", $"main.{name}('x')", $"`system.main.{name}`('x')", $"{name}('x') OVER ()", $"{name}()"])
                {
                    _warehouse.Invoking(w => w.Translate($"SELECT {call} FROM UNNEST([1])")).Should().Throw<GoogleSqlException>(call);
                }
            }
        }
    }

    // functions in DuckDB, but grammar in GoogleSQL
    private static readonly HashSet<string> Syntax = new(StringComparer.OrdinalIgnoreCase) { "struct", "array", "cast", "case", "exists", "extract", "interval", "unnest" };
}
