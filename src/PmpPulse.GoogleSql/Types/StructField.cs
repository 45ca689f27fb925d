namespace PmpPulse.GoogleSql.Types;

/// <summary>A field of a STRUCT; the name is null if it has none.</summary>
public sealed record StructField(string? Name, SqlType Type);
