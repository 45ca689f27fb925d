using System.Text;
using System.Text.Json;
using PmpPulse.GoogleSql;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Types;
using PmpPulse.Testing.Sql;
using PmpPulse.Warehouse;
using static PmpPulse.Fuzzing.Targets.ContractViolationException;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>
/// <see cref="SqlTranslator"/> over the product's tables and marts: the result is either a translation that contains only the translator's
/// own words, or a <see cref="GoogleSqlException"/>.
/// </summary>
internal sealed class GoogleSqlTarget : IFuzzTarget, ICatalog
{
    private static readonly TranslationOptions Options = new() { CurrentTimestamp = DateTimeOffset.UnixEpoch, ProjectId = "p", DefaultDataset = "pmp_curated" };

    private readonly Dictionary<string, Relation> _relations = new(StringComparer.Ordinal);

    public GoogleSqlTarget()
    {
        foreach (var table in WarehouseFiles.Tables) _relations.Add($"{table.Name}", new TableRelation(Fields(table.ResourceJson), $"\"{table.Name}\""));
        foreach (var mart in WarehouseFiles.Marts) _relations.Add($"{mart.Name}", new ViewRelation(mart.Query));
    }

    public string Name => "google-sql";

    public IReadOnlyList<string> Dictionary { get; } =
    [
        "SELECT ", " FROM ", " WHERE ", " GROUP BY ", " HAVING ", " QUALIFY ", " ORDER BY ", " LIMIT ", "WITH x AS (", " UNION ALL ", " JOIN ", " USING (", "UNNEST(", "STRUCT<a INT64>(", "ARRAY<", "ARRAY(", ">>",
        "CAST(", "SAFE_CAST(", " AS ", "INTERVAL ", "CASE WHEN ", " THEN ", " END", " OVER (PARTITION BY ", "ROWS BETWEEN ", "COUNT(*)", "MAX_BY(", "APPROX_QUANTILES(", "COUNTIF(", "EXTRACT(DAY FROM ",
        "TIMESTAMP_TRUNC(", "PARSE_JSON(", "JSON '{}'", "DATE '2025-01-01'", "r'''", "b\"", "`", "--", "/*", "@p", "?", "0x", "1e400", "9223372036854775808", "\\x", "\\U0010ffff", " IS NOT DISTINCT FROM ",
        " EXCEPT (", " REPLACE (", "INSERT INTO ", "MERGE ", "UPDATE ", "DELETE FROM ", "CREATE OR REPLACE TABLE ", "velib_station_status", "pmp_marts.velib_latest_state", "station_id", "quality_flags",
    ];

    // a mart expands to a statement of several kilobytes, which is bound and emitted each time
    public long AllocationBase => 16 * 1024 * 1024;

    public long AllocationPerByte => 20_000;

    public TimeSpan TimeLimit(int length) => TimeSpan.FromMicroseconds(500_000 + 20 * length);

    public Relation? Find(string? project, string dataset, string name) => _relations.GetValueOrDefault($"{dataset}.{name}");

    public void Check(byte[] input)
    {
        try
        {
            var statement = new SqlTranslator(this).Translate(Encoding.UTF8.GetString(input), Options);
            ThrowUnless(statement.Kind != StatementKind.Select || statement.DuckDbSql is { Length: > 0 }, "a query without a translation");
            if (statement.DuckDbSql is { } sql) ThrowUnless(EmittedSql.Fault(sql) is null, $"the translation holds {EmittedSql.Fault(sql)}");
        }
        catch (GoogleSqlException exception)
        {
            ThrowUnless(exception is { Line: > 0, Column: > 0 }, "an error without a position");
        }
    }

    private static SqlField[] Fields(string resource)
    {
        using var table = JsonDocument.Parse(resource);
        return
        [
            .. table.RootElement.GetProperty("schema").GetProperty("fields").EnumerateArray().Select(field => SqlField.Create(
                field.GetProperty("name").GetString()!, field.GetProperty("type").GetString()!, field.TryGetProperty("mode", out var mode) ? mode.GetString() : null)),
        ];
    }
}
