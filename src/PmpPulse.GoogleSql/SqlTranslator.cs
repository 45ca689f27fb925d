using PmpPulse.GoogleSql.Binding;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing;
using PmpPulse.GoogleSql.Statements;

namespace PmpPulse.GoogleSql;

/// <summary>
/// Translates GoogleSQL (BigQuery's dialect) to DuckDB SQL. Pure: no I/O but the catalog's, no state, safe for threads.
/// See <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax">the language's reference</see>.
/// </summary>
/// <param name="catalog">What table names mean.</param>
public sealed class SqlTranslator(ICatalog catalog)
{
    // far below BigQuery's own 1,024k: nothing here is compiled over such a text
    private const int MaximumLength = 1_000_000;

    /// <summary>Translates one statement; a semicolon behind it is allowed, scripts are refused.</summary>
    /// <exception cref="GoogleSqlException">The statement is wrong, or beyond what is covered. No other is thrown for any text.</exception>
    public TranslatedStatement Translate(string sql, TranslationOptions options)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(options);
        if (sql.Length > MaximumLength)
        {
            throw new GoogleSqlException("The query is too large", new SourcePosition(0, 1, 1));
        }

        try
        {
            return new StatementTranslator(new BindingSession(catalog, options)).Translate(Parser.ParseStatement(sql));
        }
        catch (InsufficientExecutionStackException)
        {
            throw new GoogleSqlException(
                "Resources exceeded during query execution: Not enough resources for query planning - the query is nested too deeply", new SourcePosition(0, 1, 1));
        }
    }
}
