using PmpPulse.GoogleSql.Bound;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>A bound FROM clause, or part of one, with the names it introduces.</summary>
internal sealed record FromResult(BoundRelation Relation, NameScope Scope, IReadOnlySet<string> Aliases)
{
    /// <summary>Whether a column belongs to one of these relations.</summary>
    public bool Owns(BoundColumnSource column) => Aliases.Contains(column.Relation);
}
