namespace PmpPulse.GoogleSql.Errors;

/// <summary>
/// A statement can't be translated. <see cref="SqlTranslator"/> throws no other exception. The message uses BigQuery's wording and ends
/// with the position, as in <c>Unrecognized name: x at [1:8]</c>.
/// </summary>
public sealed class GoogleSqlException : Exception
{
    internal GoogleSqlException(string reason, SourcePosition position, GoogleSqlErrorKind kind = GoogleSqlErrorKind.InvalidQuery)
        : base($"{reason} at [{position.Line}:{position.Column}]")
    {
        Line = position.Line;
        Column = position.Column;
        Kind = kind;
    }

    /// <summary>Line of the error, from 1. In an expanded view, the view's own line.</summary>
    public int Line { get; }

    /// <summary>Column of the error, from 1, in UTF-16 code units.</summary>
    public int Column { get; }

    /// <summary>The BigQuery error reason.</summary>
    public GoogleSqlErrorKind Kind { get; }
}
