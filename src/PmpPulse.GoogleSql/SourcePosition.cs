namespace PmpPulse.GoogleSql;

/// <summary>A place in a statement's text: line and column from 1, offset from 0 in UTF-16 code units.</summary>
internal readonly record struct SourcePosition(int Offset, int Line, int Column);
