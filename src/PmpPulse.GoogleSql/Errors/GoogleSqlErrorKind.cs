namespace PmpPulse.GoogleSql.Errors;

/// <summary>Which of BigQuery's error reasons a refused statement carries.</summary>
public enum GoogleSqlErrorKind
{
    /// <summary>Reason <c>invalidQuery</c>, HTTP 400: the statement is wrong, or beyond what the translator covers.</summary>
    InvalidQuery,

    /// <summary>Reason <c>notFound</c>, HTTP 404: it names a table or dataset that does not exist.</summary>
    NotFound,
}
