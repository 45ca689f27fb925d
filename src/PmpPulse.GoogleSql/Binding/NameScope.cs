using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>A column that a name can reach: its GoogleSQL name (null: none) and what it stands for.</summary>
internal sealed record ScopeColumn(string? Name, BoundExpression Value);

/// <summary>
/// A name of the FROM clause for a relation's row. With an <paramref name="Element"/> the row is that one value (UNNEST).
/// </summary>
internal sealed record RangeVariable(string Name, IReadOnlyList<ScopeColumn> Columns, BoundExpression? Element)
{
    private ColumnIndex? _index;

    /// <summary>The columns by name.</summary>
    public ColumnIndex Index => _index ??= new ColumnIndex(Columns);
}

/// <summary>The names that a FROM clause brings, within those of the queries around it.</summary>
internal sealed class NameScope(NameScope? parent, IReadOnlyList<ScopeColumn> columns, IReadOnlyList<RangeVariable> variables)
{
    public static NameScope Empty { get; } = new(null, [], []);

    private ColumnIndex? _index;

    public NameScope? Parent { get; } = parent;

    /// <summary>Columns that are reached without qualification, in the order of <c>SELECT *</c>.</summary>
    public IReadOnlyList<ScopeColumn> Columns { get; } = columns;

    public IReadOnlyList<RangeVariable> Variables { get; } = variables;

    /// <summary>
    /// The grouping that names pass through while the expressions above a GROUP BY are bound; null before that and
    /// within an aggregate's arguments.
    /// </summary>
    public GroupingBuilder? Grouping { get; set; }

    /// <summary>Names of the SELECT list, which HAVING, QUALIFY and ORDER BY see before the columns; else null.</summary>
    public IReadOnlyDictionary<string, BoundExpression?>? Aliases { get; set; }

    /// <summary>
    /// What a single name stands for in this scope alone: the select alias, else the row, else the column of that name; null if nothing.
    /// </summary>
    public BoundExpression? FindValue(string name, SourcePosition position)
    {
        if (Aliases is not null && Aliases.TryGetValue(name, out var alias))
        {
            return alias ?? throw Ambiguous(name, position);
        }

        if (FindVariable(name) is { } variable)
        {
            return variable.Element is null ? RowOf(variable, position) : At(variable.Element, position);
        }

        return (_index ??= new ColumnIndex(Columns)).Find(name, out var isAmbiguous) is { } found ? At(found.Value, position)
            : isAmbiguous ? throw Ambiguous(name, position)
            : null;
    }

    public RangeVariable? FindVariable(string name)
    {
        foreach (var variable in Variables)
        {
            if (SameName(variable.Name, name))
            {
                return variable;
            }
        }

        return null;
    }

    /// <summary>The column of a row, or null where it has none of that name.</summary>
    public static BoundExpression? FindColumn(RangeVariable variable, string name, SourcePosition position)
    {
        return variable.Index.Find(name, out var isAmbiguous) is { } found ? At(found.Value, position)
            : isAmbiguous ? throw Ambiguous(name, position)
            : null;
    }

    public static bool SameName(string? left, string? right) =>
        left is not null && right is not null && left.Equals(right, StringComparison.OrdinalIgnoreCase);

    /// <summary>A value of the scope with the position where it is named, which errors about it report.</summary>
    public static BoundExpression At(BoundExpression value, SourcePosition position) => value switch
    {
        BoundColumn column => column with { Position = position },
        // what USING merges out of two columns
        BoundCall call => call with { Arguments = [.. call.Arguments.Select(argument => At(argument, position))] },
        _ => value,
    };

    private static GoogleSqlException Ambiguous(string name, SourcePosition position) => new($"Column name {name} is ambiguous", position);

    private static BoundStruct RowOf(RangeVariable variable, SourcePosition position)
    {
        var fields = variable.Columns.Select(c => new StructField(c.Name, c.Value.Type)).ToArray();
        return new BoundStruct(SqlType.StructOf(fields), variable.Columns.Select(c => At(c.Value, position)).ToArray());
    }
}
