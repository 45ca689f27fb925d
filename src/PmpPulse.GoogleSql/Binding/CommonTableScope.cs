using PmpPulse.GoogleSql.Bound;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>The common table expressions visible at one place. An inner name hides an outer one.</summary>
internal sealed class CommonTableScope(CommonTableScope? parent, string name, string duckDbName, BoundQuery? query, QuerySize size)
{
    public static CommonTableScope Empty { get; } = new(null, "", "", null, default);

    public (string DuckDbName, BoundQuery Query, QuerySize Size)? Find(string wanted)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Match(wanted) is { } found) return found;
        }

        return null;
    }

    public CommonTableScope Add(string added, string addedDuckDbName, BoundQuery addedQuery, QuerySize addedSize) =>
        new(this, added, addedDuckDbName, addedQuery, addedSize);

    private CommonTableScope? Outer => parent;

    private (string DuckDbName, BoundQuery Query, QuerySize Size)? Match(string wanted) =>
        query is not null && NameScope.SameName(name, wanted) ? (duckDbName, query, size) : null;
}
