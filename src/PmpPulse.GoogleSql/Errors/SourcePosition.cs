namespace PmpPulse.GoogleSql.Errors;

/// <summary>A position in a statement's text: line and column from 1, offset from 0, in UTF-16 code units.</summary>
internal readonly record struct SourcePosition(int Offset, int Line, int Column)
{
    /// <summary>The start of the statement: the position of errors that concern all of it.</summary>
    public static SourcePosition Start { get; } = new(0, 1, 1);
}
