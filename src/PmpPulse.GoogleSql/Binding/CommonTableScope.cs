using PmpPulse.GoogleSql.Binding.Tree;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>The common table expressions that are visible at a place; a name hides the same name further out.</summary>
internal sealed class CommonTableScope(CommonTableScope? parent, string name, string duckDbName, BoundQuery? query)
{
    public static CommonTableScope Empty { get; } = new(null, "", "", null);

    public (string DuckDbName, BoundQuery Query)? Find(string wanted)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Match(wanted) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    public CommonTableScope Add(string added, string addedDuckDbName, BoundQuery addedQuery) => new(this, added, addedDuckDbName, addedQuery);

    private CommonTableScope? Outer => parent;

    private (string DuckDbName, BoundQuery Query)? Match(string wanted) =>
        query is not null && NameScope.SameName(name, wanted) ? (duckDbName, query) : null;
}
