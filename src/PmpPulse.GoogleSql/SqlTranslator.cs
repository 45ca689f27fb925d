using PmpPulse.GoogleSql.Binding;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing;
using PmpPulse.GoogleSql.Statements;

namespace PmpPulse.GoogleSql;

/// <summary>
/// Translates GoogleSQL (BigQuery's dialect) to DuckDB SQL. Stateless and thread-safe; the only I/O is the catalog's. See <see
/// href="https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax">the language reference</see>.
/// </summary>
/// <param name="catalog">Resolves table names.</param>
public sealed class SqlTranslator(ICatalog catalog)
{
    // far below BigQuery's own limit of 1,024k characters: nothing here generates statements that long
    private const int MaximumLength = 1_000_000;

    /// <summary>Translates one statement. A trailing semicolon is allowed; scripts are refused.</summary>
    /// <exception cref="GoogleSqlException">
    /// The statement is invalid or unsupported. No text makes this method throw anything else.
    /// </exception>
    public TranslatedStatement Translate(string sql, TranslationOptions options)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(options);
        if (sql.Length > MaximumLength) throw new GoogleSqlException("The query is too large", new SourcePosition(0, 1, 1));

        try
        {
            return new StatementTranslator(new BindingSession(catalog, options)).Translate(Parser.ParseStatement(sql));
        }
        catch (InsufficientExecutionStackException)
        {
            throw new GoogleSqlException(
                "Resources exceeded during query execution: Not enough resources for query planning - the query is nested too deeply",
                new SourcePosition(0, 1, 1));
        }
    }
}
