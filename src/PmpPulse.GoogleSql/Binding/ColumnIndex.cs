namespace PmpPulse.GoogleSql.Binding;

/// <summary>Case-insensitive lookup of columns by name, built on first use.</summary>
internal sealed class ColumnIndex
{
    // null: the name is ambiguous
    private readonly Dictionary<string, ScopeColumn?> _columns = new(StringComparer.OrdinalIgnoreCase);

    public ColumnIndex(IReadOnlyList<ScopeColumn> columns)
    {
        foreach (var column in columns)
        {
            if (column.Name is not null && !_columns.TryAdd(column.Name, column)) _columns[column.Name] = null;
        }
    }

    public ScopeColumn? Find(string name, out bool isAmbiguous)
    {
        isAmbiguous = _columns.TryGetValue(name, out var column) && column is null;
        return column;
    }
}
