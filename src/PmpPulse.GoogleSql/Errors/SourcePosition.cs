namespace PmpPulse.GoogleSql.Errors;

/// <summary>A place in a statement's text: line and column from 1, offset from 0 in UTF-16 code units.</summary>
internal readonly record struct SourcePosition(int Offset, int Line, int Column)
{
    /// <summary>Where a statement starts: the place of faults that are of the whole of it.</summary>
    public static SourcePosition Start { get; } = new(0, 1, 1);
}
