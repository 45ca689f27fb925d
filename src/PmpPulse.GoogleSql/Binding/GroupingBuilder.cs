using PmpPulse.GoogleSql.Bound;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>
/// Collects the keys and aggregates of one SELECT. Expressions bound above it see these as columns of one relation; no other column of the
/// FROM clause may remain.
/// </summary>
internal sealed class GroupingBuilder(string alias)
{
    private readonly List<(BoundColumnSource Column, BoundExpression Value)> _keys = [];
    private readonly List<(BoundColumnSource Column, BoundExpression Value)> _aggregates = [];

    private readonly ExpressionIndex _keyIndex = new();
    private readonly ExpressionIndex _aggregateIndex = new();

    public int KeyCount => _keys.Count;

    public void AddKey(BoundExpression key)
    {
        if (FindKey(key) is null)
        {
            var column = new BoundColumnSource(alias, $"k{_keys.Count + 1}", key.Type);
            _keys.Add((column, key));
            _keyIndex.Add(column, key);
        }
    }

    /// <summary>The key's column; null if the expression is not a key.</summary>
    public BoundColumnSource? FindKey(BoundExpression expression) => _keyIndex.Find(expression);

    /// <summary>The column of an aggregate. Equal aggregates share one column and are computed once.</summary>
    public BoundColumnSource Aggregate(BoundExpression aggregate)
    {
        if (_aggregateIndex.Find(aggregate) is { } known) return known;

        var column = new BoundColumnSource(alias, $"a{_aggregates.Count + 1}", aggregate.Type);
        _aggregates.Add((column, aggregate));
        _aggregateIndex.Add(column, aggregate);
        return column;
    }

    public bool Owns(BoundColumnSource column) => column.Relation == alias;

    public BoundGrouping Build() => new(alias, _keys, _aggregates);
}
