namespace PmpPulse.GoogleSql.Errors;

/// <summary>The BigQuery error reason of a refused statement.</summary>
public enum GoogleSqlErrorKind
{
    /// <summary>Reason <c>invalidQuery</c>, HTTP 400: the statement is invalid or unsupported.</summary>
    InvalidQuery,

    /// <summary>Reason <c>notFound</c>, HTTP 404: it names a table or dataset that does not exist.</summary>
    NotFound,
}
