using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Functions;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>JOIN … USING: compares the named columns and outputs each once, before all others.</summary>
internal static class JoinUsing
{
    public static FromResult Bind(JoinTable join, FromResult left, FromResult right, FromResult merged, NameScope parent)
    {
        Limits.Require(join.Using!.Count, Limits.Keys, "USING columns", join.Position);
        var shared = new List<ScopeColumn>();
        var conditions = new List<BoundExpression>();
        foreach (var name in join.Using)
        {
            var leftValue = Find(left, name, "left");
            var rightValue = Find(right, name, "right");
            conditions.Add(Overloads.Apply("=", name.Position, leftValue, rightValue));
            var type = Coercion.Common(leftValue.Type, rightValue.Type)!;
            shared.Add(new ScopeColumn(name.Name, join.Kind switch
            {
                JoinKind.Right => rightValue,
                JoinKind.Full =>
                    new BoundCall(type, $"COALESCE({A}, {B})", [Coercion.To(leftValue, type)!, Coercion.To(rightValue, type)!]),
                _ => leftValue,
            }));
        }

        var names = join.Using.Select(name => name.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        bool IsRest(ScopeColumn column) => column.Name is null || !names.Contains(column.Name);
        var columns = shared.Concat(left.Scope.Columns.Where(IsRest)).Concat(right.Scope.Columns.Where(IsRest)).ToArray();
        var on = conditions.Count == 1 ? conditions[0] : Overloads.Apply("AND", join.Position, [.. conditions]);
        return merged with
        {
            Relation = new BoundJoin(join.Kind, left.Relation, right.Relation, on),
            Scope = new NameScope(parent, columns, merged.Scope.Variables),
        };
    }

    private static BoundExpression Find(FromResult side, Identifier name, string which)
    {
        var found = side.Scope.Columns.Where(column => NameScope.SameName(column.Name, name.Name)).ToArray();
        return found.Length switch
        {
            1 => NameScope.At(found[0].Value, name.Position),
            0 => throw new GoogleSqlException($"Column {name.Name} in USING clause not found on {which} side of join", name.Position),
            _ => throw new GoogleSqlException($"Column {name.Name} in USING clause is ambiguous on {which} side of join", name.Position),
        };
    }
}
