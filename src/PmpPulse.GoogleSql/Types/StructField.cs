namespace PmpPulse.GoogleSql.Types;

/// <summary>One field of a STRUCT; the name is null where the struct was built without one.</summary>
public sealed record StructField(string? Name, SqlType Type);
