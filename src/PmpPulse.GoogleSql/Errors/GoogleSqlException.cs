namespace PmpPulse.GoogleSql.Errors;

/// <summary>
/// A statement that can't be translated: the only exception that <see cref="SqlTranslator"/> throws for any text.
/// The message is worded as BigQuery words it and ends in the position, as in
/// <c>Unrecognized name: x at [1:8]</c>.
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

    /// <summary>Line of the fault, from 1. In an expanded view, the view's own line.</summary>
    public int Line { get; }

    /// <summary>Column of the fault, from 1, in UTF-16 code units.</summary>
    public int Column { get; }

    /// <summary>Which of BigQuery's error reasons it is.</summary>
    public GoogleSqlErrorKind Kind { get; }
}
