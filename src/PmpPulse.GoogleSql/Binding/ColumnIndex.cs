namespace PmpPulse.GoogleSql.Binding;

/// <summary>Columns by name, without regard to case; made when the first is looked for.</summary>
internal sealed class ColumnIndex
{
    // null: several have that name
    private readonly Dictionary<string, ScopeColumn?> _columns = new(StringComparer.OrdinalIgnoreCase);

    public ColumnIndex(IReadOnlyList<ScopeColumn> columns)
    {
        foreach (var column in columns)
        {
            if (column.Name is not null && !_columns.TryAdd(column.Name, column))
            {
                _columns[column.Name] = null;
            }
        }
    }

    public ScopeColumn? Find(string name, out bool isAmbiguous)
    {
        isAmbiguous = _columns.TryGetValue(name, out var column) && column is null;
        return column;
    }
}
