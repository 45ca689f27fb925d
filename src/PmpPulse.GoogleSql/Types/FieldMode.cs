namespace PmpPulse.GoogleSql.Types;

/// <summary>A column's mode in a table schema.</summary>
public enum FieldMode
{
    Nullable,
    Required,
    Repeated,
}
