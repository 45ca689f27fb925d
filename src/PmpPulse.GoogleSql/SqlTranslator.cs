namespace PmpPulse.GoogleSql;

/// <summary>
/// Translates GoogleSQL (BigQuery's dialect) to DuckDB SQL. Pure: no I/O but the catalog's, no state, safe for threads.
/// See <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax">the language's reference</see>.
/// </summary>
/// <param name="catalog">What table names mean.</param>
public sealed class SqlTranslator(ICatalog catalog)
{
    /// <summary>Translates one statement; a semicolon behind it is allowed, scripts are refused.</summary>
    /// <exception cref="GoogleSqlException">The statement is wrong, or beyond what is covered. No other is thrown for any text.</exception>
    public TranslatedStatement Translate(string sql, TranslationOptions options)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(options);
        _ = catalog;
        throw new GoogleSqlException("Statements are not translated yet", new SourcePosition(0, 1, 1));
    }
}
