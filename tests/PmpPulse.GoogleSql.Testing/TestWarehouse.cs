using System.Collections;
using System.Globalization;
using DuckDB.NET.Data;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Types;
using PmpPulse.LocalCloud.BigQuery.Geography;
using PmpPulse.LocalCloud.BigQuery.Memory;
using PmpPulse.Testing.Sql;

namespace PmpPulse.GoogleSql.Testing;

/// <summary>
/// Tables in an in-process DuckDB behind the translator. Every query it runs also checks that DuckDB's result has exactly the types that
/// the translator announced.
/// </summary>
public sealed class TestWarehouse : ICatalog, IDisposable
{
    public static readonly DateTimeOffset Now = new(2025, 10, 18, 9, 9, 16, TimeSpan.Zero);

    private readonly Dictionary<string, Relation> _relations = [];
    private readonly DuckDBConnection _connection = new("Data Source=:memory:");
    private readonly MemoryLedger _ledger = new(maxOfStatement: 256 << 20, maxOfAll: 512 << 20);

    public TestWarehouse()
    {
        _connection.Open();
        ClaimFunctions.Register(_connection, _ledger);
        GeoFunctions.Register(_connection);
        Execute("SET TimeZone = 'America/New_York'");
    }

    public TranslationOptions Options { get; set; } = new() { CurrentTimestamp = Now, ProjectId = "test" };

    public Relation? Find(string? project, string dataset, string name) => _relations.GetValueOrDefault($"{dataset}.{name}");

    public void AddTable(string dataset, string name, params SqlField[] fields)
    {
        var duckDbName = $"{DuckDbTypes.Quote(dataset)}.{DuckDbTypes.Quote(name)}";
        Execute($"CREATE SCHEMA IF NOT EXISTS {DuckDbTypes.Quote(dataset)}");
        Execute($"CREATE TABLE {duckDbName} ({string.Join(", ", fields.Select(f => $"{DuckDbTypes.Quote(f.Name)} {DuckDbTypes.Name(f.Type)}{(f.IsRequired ? " NOT NULL" : "")}"))})");
        _relations.Add($"{dataset}.{name}", new TableRelation(fields, duckDbName));
    }

    /// <summary>A table whose rows also have the number of their append, in a column of DuckDB's.</summary>
    public void AddAppendedTable(string dataset, string name, params SqlField[] fields)
    {
        AddTable(dataset, name, fields);
        Execute($"ALTER TABLE {dataset}.{name} ADD COLUMN {DuckDbTypes.Quote(TableRelation.AppendColumn)} BIGINT");
    }

    /// <summary>Adds or replaces a materialized view with stored partial aggregates.</summary>
    public void SetView(string dataset, string name, ViewRelation view) => _relations[$"{dataset}.{name}"] = view;

    public void AddView(string dataset, string name, string sql) => _relations.Add($"{dataset}.{name}", new ViewRelation(sql));

    /// <summary>Translates, and checks that the result has only the translator's own words outside quotes.</summary>
    public TranslatedStatement Translate(string sql)
    {
        var statement = new SqlTranslator(this).Translate(sql, Options);
        if (statement.DuckDbSql is not null)
        {
            EmittedSql.Fault(statement.DuckDbSql).Should().BeNull("of {0}", sql);
        }

        return statement;
    }

    /// <summary>The rows as text: NULL, [a, b], {x: 1}, numbers invariant, times in ISO form.</summary>
    public List<string> Query(string sql)
    {
        var statement = Translate(sql);
        using var memory = _ledger.Begin(_connection);
        using var command = _connection.CreateCommand();
        command.CommandText = statement.DuckDbSql;
        using var reader = Run(command);
        CheckTypes(statement);
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : Show(reader.GetValue(i)))));
        }

        return rows;
    }

    /// <summary>The single value of a one-row query.</summary>
    public string Value(string sql) => Query(sql).Should().ContainSingle($"of {sql}").Subject;

    /// <summary>The value of one expression.</summary>
    public string Evaluate(string expression) => Value($"SELECT {expression}");

    /// <summary>The error from running the statement, in BigQuery's words.</summary>
    public string RuntimeError(string sql)
    {
        var statement = Translate(sql);
        var run = () => Execute(statement.DuckDbSql!);
        return RuntimeErrors.Describe(run.Should().Throw<DuckDBException>(sql).Which.Message);
    }

    /// <summary>A statement's outcome: its rows, or the raw error of the translator or DuckDB.</summary>
    public string Outcome(string sql)
    {
        try
        {
            using var memory = _ledger.Begin(_connection);
            using var command = _connection.CreateCommand();
            command.CommandText = Translate(sql).DuckDbSql;
            using var reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read())
            {
                rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : Show(reader.GetValue(i)))));
            }

            return memory.Refusal ?? $"rows: {string.Join(" ; ", rows)}";
        }
        catch (GoogleSqlException exception)
        {
            return $"refused: {exception.Message}";
        }
        catch (DuckDBException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Runs raw DuckDB SQL that returns texts.</summary>
    public List<string> List(string duckDbSql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = duckDbSql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>Runs raw DuckDB SQL that returns one text.</summary>
    public string Raw(string duckDbSql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = duckDbSql;
        return Show(command.ExecuteScalar());
    }

    /// <summary>Runs DML; returns the number of affected rows.</summary>
    public long Change(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = Translate(sql).DuckDbSql;
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs raw DuckDB SQL.</summary>
    public void Execute(string duckDbSql)
    {
        using var memory = _ledger.Begin(_connection);
        using var command = _connection.CreateCommand();
        command.CommandText = duckDbSql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();

    private static DuckDBDataReader Run(DuckDBCommand command)
    {
        try
        {
            return command.ExecuteReader();
        }
        catch (DuckDBException exception)
        {
            throw new InvalidOperationException($"{exception.Message}\nof {command.CommandText}", exception);
        }
    }

    private void CheckTypes(TranslatedStatement statement)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT column_type FROM (DESCRIBE {statement.DuckDbSql})";
        using var reader = Run(command);
        var actual = new List<string>();
        while (reader.Read())
        {
            actual.Add(Unquoted(reader.GetString(0)));
        }

        actual.Should().Equal(statement.OutputFields.Select(f => Unquoted(DuckDbTypes.Name(f.Type))), "DuckDB's types are the announced ones");
    }

    private static string Unquoted(string type) => type.Replace("\"", "", StringComparison.Ordinal);

    private static string Show(object? value) => value switch
    {
        null or DBNull => "NULL",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.#########", CultureInfo.InvariantCulture),
        Stream stream => Show(Bytes(stream)),
        byte[] bytes => Convert.ToHexString(bytes),
        IDictionary fields => $"{{{string.Join(", ", fields.Keys.Cast<object>().Select(key => $"{key}: {Show(fields[key])}"))}}}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Show))}]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static byte[] Bytes(Stream stream)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
