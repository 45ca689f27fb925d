using PmpPulse.GoogleSql.Bound;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>A bound FROM clause (or a part of one) and the names it brings.</summary>
internal sealed record FromResult(BoundRelation Relation, NameScope Scope, IReadOnlySet<string> Aliases)
{
    /// <summary>Whether a column belongs to one of its relations.</summary>
    public bool Owns(BoundColumnSource column) => Aliases.Contains(column.Relation);
}
