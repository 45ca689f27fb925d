using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>A column that a name can resolve to: its GoogleSQL name (null if anonymous) and its value.</summary>
internal sealed record ScopeColumn(string? Name, BoundExpression Value);

/// <summary>A FROM-clause name for a relation's row. With an <paramref name="Element"/> (UNNEST) the row is that single value.</summary>
internal sealed record RangeVariable(string Name, IReadOnlyList<ScopeColumn> Columns, BoundExpression? Element)
{
    private ColumnIndex? _index;

    /// <summary>The columns, indexed by name.</summary>
    public ColumnIndex Index => _index ??= new ColumnIndex(Columns);
}

/// <summary>The names that a FROM clause introduces, nested in the scopes of the outer queries.</summary>
internal sealed class NameScope(NameScope? parent, IReadOnlyList<ScopeColumn> columns, IReadOnlyList<RangeVariable> variables)
{
    public static NameScope Empty { get; } = new(null, [], []);

    private ColumnIndex? _index;

    public NameScope? Parent { get; } = parent;

    /// <summary>Columns that need no qualification, in <c>SELECT *</c> order.</summary>
    public IReadOnlyList<ScopeColumn> Columns { get; } = columns;

    public IReadOnlyList<RangeVariable> Variables { get; } = variables;

    /// <summary>
    /// The grouping that names resolve through while expressions above a GROUP BY are bound. Null before that, and inside an aggregate's
    /// arguments.
    /// </summary>
    public GroupingBuilder? Grouping { get; set; }

    /// <summary>Names of the SELECT list, which take precedence over columns in HAVING, QUALIFY and ORDER BY; null elsewhere.</summary>
    public IReadOnlyDictionary<string, BoundExpression?>? Aliases { get; set; }

    /// <summary>
    /// Resolves a single name in this scope only: first as a SELECT alias, then as a row, then as a column. Null if it is none of these.
    /// </summary>
    public BoundExpression? FindValue(string name, SourcePosition position)
    {
        if (Aliases is not null && Aliases.TryGetValue(name, out var alias)) return alias ?? throw Ambiguous(name, position);

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
            if (SameName(variable.Name, name)) return variable;
        }

        return null;
    }

    /// <summary>The row's column of that name, or null.</summary>
    public static BoundExpression? FindColumn(RangeVariable variable, string name, SourcePosition position)
    {
        return variable.Index.Find(name, out var isAmbiguous) is { } found ? At(found.Value, position)
            : isAmbiguous ? throw Ambiguous(name, position)
            : null;
    }

    public static bool SameName(string? left, string? right) =>
        left is not null && right is not null && left.Equals(right, StringComparison.OrdinalIgnoreCase);

    /// <summary>A value of the scope at the position that refers to it, for error messages.</summary>
    public static BoundExpression At(BoundExpression value, SourcePosition position) => value switch
    {
        BoundColumn column => column with { Position = position },
        // a column that USING merged out of two
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
