using DuckDB.NET.Data;
using PmpPulse.GoogleSql;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.LocalCloud.BigQuery.Geography;
using PmpPulse.LocalCloud.BigQuery.Memory;
using PmpPulse.Testing.Sql;
using static PmpPulse.Fuzzing.Targets.ContractViolationException;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>
/// Generated queries over hostile texts, translated and run by DuckDB. Each returns the expected text, the translation has only the
/// translator's own words outside quotes, and the file system isn't touched.
/// </summary>
internal sealed class SqlTextTarget : IFuzzTarget, ICatalog
{
    private static readonly TranslationOptions Options = new() { CurrentTimestamp = DateTimeOffset.UnixEpoch, ProjectId = "p" };

    // the errors a text would cause if it became SQL
    private static readonly string[] Classes = ["Parser Error", "Catalog Error", "Permission Error", "IO Error", "Not implemented Error", "INTERNAL Error"];

    private static readonly MemoryLedger Ledger = new(maxOfStatement: 256 << 20, maxOfAll: 256 << 20);

    private readonly Lazy<DuckDBConnection> _connection = new(Open);

    public string Name => "sql-text";

    public IReadOnlyList<string> Dictionary { get; } = ["\u0003\u0004", "\u0009\u000a", "\u000e\u0005", "\u0014\u0014\u0014", "\u0010\u0011\u0012"];

    // DuckDB's own work, plus a statement that repeats its texts
    public long AllocationBase => 64 * 1024 * 1024;

    public long AllocationPerByte => 100_000;

    public TimeSpan TimeLimit(int length) => TimeSpan.FromSeconds(5);

    public Relation? Find(string? project, string dataset, string name) => null;

    public void Check(byte[] input)
    {
        var (sql, answer) = new SqlStatementGenerator(input).Query();
        TranslatedStatement statement;
        try
        {
            statement = new SqlTranslator(this).Translate(sql, Options);
        }
        catch (GoogleSqlException exception)
        {
            ThrowUnless(exception is { Line: > 0, Column: > 0 }, "an error without a position");
            ThrowUnless(exception.Message.StartsWith("Resources exceeded", StringComparison.Ordinal), $"{exception.Message} of {sql}");
            return;
        }

        ThrowUnless(EmittedSql.Fault(statement.DuckDbSql!) is null, $"the translation holds {EmittedSql.Fault(statement.DuckDbSql!)}: {sql}");
        try
        {
            using var memory = Ledger.Begin(_connection.Value);
            using var command = _connection.Value.CreateCommand();
            command.CommandText = statement.DuckDbSql;
            var value = command.ExecuteScalar();
            ThrowUnless(value is string text && text == answer, $"answers {value} and not {answer}: {sql}");
        }
        catch (DuckDBException exception)
        {
            ThrowUnless(!Classes.Any(name => exception.Message.StartsWith(name, StringComparison.Ordinal)), $"{exception.Message} of {sql}");
        }
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        ClaimFunctions.Register(connection, Ledger);
        GeoFunctions.Register(connection);
        using var command = connection.CreateCommand();
        command.CommandText = "SET threads = 1; SET memory_limit = '512MB'; SET enable_external_access = false; SET lock_configuration = true";
        command.ExecuteNonQuery();
        return connection;
    }
}
