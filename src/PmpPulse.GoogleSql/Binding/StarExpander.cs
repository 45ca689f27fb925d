using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>One column of a SELECT list: an unbound expression, or a bound column from a star.</summary>
internal sealed record SelectEntry(string? Name, Expression? Expression, BoundExpression? Bound, SourcePosition Position);

/// <summary>Expands <c>*</c> and <c>x.*</c> in a SELECT list.</summary>
internal sealed class StarExpander(ExpressionBinder expressions, bool hasFrom)
{
    public IReadOnlyList<SelectEntry> Expand(IReadOnlyList<SelectItem> items, BindContext context)
    {
        var entries = new List<SelectEntry>();
        foreach (var item in items)
        {
            if (item is ExpressionItem expression)
            {
                var name = expression.Alias ?? ExpressionBinder.ImplicitName(expression.Value);
                entries.Add(new SelectEntry(name, expression.Value, null, expression.Value.Position));
            }
            else
            {
                entries.AddRange(ExpandStar((StarItem)item, context));
            }

            Limits.Require(entries.Count, Limits.Columns, "columns", SourcePosition.Start);
        }

        return entries;
    }

    private List<SelectEntry> ExpandStar(StarItem star, BindContext context)
    {
        var columns = ColumnsOf(star, context);
        var known = new ColumnIndex(columns);
        foreach (var name in star.Except)
        {
            if (!IsKnown(known, name.Name))
            {
                throw new GoogleSqlException($"Column {name.Name} in SELECT * EXCEPT list does not exist", name.Position);
            }
        }

        foreach (var replacement in star.Replace)
        {
            if (!IsKnown(known, replacement.Alias!))
            {
                throw new GoogleSqlException($"Column {replacement.Alias} in SELECT * REPLACE list does not exist", replacement.Position);
            }
        }

        var except = star.Except.Select(name => name.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var replace = star.Replace.ToLookup(r => r.Alias!, StringComparer.OrdinalIgnoreCase);
        var entries = new List<SelectEntry>();
        foreach (var column in columns.Where(column => column.Name is null || !except.Contains(column.Name)))
        {
            var replacement = column.Name is null ? null : replace[column.Name].FirstOrDefault();
            entries.Add(replacement is null
                ? new SelectEntry(column.Name, null, NameScope.At(column.Value, star.Position), star.Position)
                : new SelectEntry(column.Name, replacement.Value, null, replacement.Position));
        }

        return entries.Count > 0
            ? entries
            : throw new GoogleSqlException("SELECT * expands to zero columns after applying EXCEPT", star.Position);
    }

    private static bool IsKnown(ColumnIndex columns, string name) => columns.Find(name, out var isAmbiguous) is not null || isAmbiguous;

    private IReadOnlyList<ScopeColumn> ColumnsOf(StarItem star, BindContext context)
    {
        if (star.Operand is null)
        {
            return hasFrom ? context.Scope.Columns : throw new GoogleSqlException("SELECT * must have a FROM clause", star.Position);
        }

        if (star.Operand is Identifier name)
        {
            for (var scope = context.Scope; scope is not null; scope = scope.Parent!)
            {
                if (scope.FindVariable(name.Name) is { } variable && (variable.Element is null || variable.Element.Type.IsStruct))
                {
                    return variable.Columns;
                }
            }
        }

        var value = expressions.Bind(star.Operand, context);
        return value.Type.IsStruct
            ? value.Type.Fields.Select(
                (f, i) => new ScopeColumn(f.Name, value is BoundStruct known ? known.Fields[i] : new BoundField(value, i))).ToArray()
            : throw new GoogleSqlException($"Dot-star is not supported for type {value.TypeName}", star.Position);
    }
}
