namespace PmpPulse.GoogleSql;

/// <summary>A column's mode in a table schema.</summary>
public enum FieldMode
{
    Nullable,
    Required,
    Repeated,
}
