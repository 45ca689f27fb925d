using PmpPulse.GoogleSql;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;

namespace PmpPulse.LocalCloud.BigQuery.Errors;

/// <summary>Converts the translator's errors to BigQuery's.</summary>
internal static class SqlErrors
{
    public static TranslatedStatement Translate(SqlTranslator translator, string sql, TranslationOptions options)
    {
        try
        {
            return translator.Translate(sql, options);
        }
        catch (GoogleSqlException e)
        {
            throw e.Kind == GoogleSqlErrorKind.NotFound
                ? new BigQueryException(404, "notFound", e.Message)
                : BigQueryException.InvalidQuery(e.Message);
        }
    }
}
