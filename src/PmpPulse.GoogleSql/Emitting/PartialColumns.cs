using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>
/// The columns in which a grouping's partial aggregates are stored: its keys, one column per aggregate, and the extreme that each MAX_BY or
/// MIN_BY has reached so far, which decides between two partial results.
/// </summary>
internal sealed class PartialColumns
{
    private readonly BoundGrouping _grouping;
    private readonly List<BoundAggregate> _extremes = [];

    public PartialColumns(BoundGrouping grouping)
    {
        _grouping = grouping;
        foreach (var aggregate in Aggregates.Where(aggregate => aggregate.Template.Extreme is not null))
        {
            var extreme = ExtremeOf(aggregate);
            if (IndexOf(extreme) < 0) _extremes.Add(extreme);
        }
    }

    /// <summary>The keys' names.</summary>
    public IEnumerable<Sql> Keys => _grouping.Keys.Select(key => Sql.Name(key.Column.Name));

    /// <summary>The columns beside the keys: their names, and the partial aggregates of rows.</summary>
    public IEnumerable<(Sql Name, BoundAggregate Value)> Values =>
    [
        .. _grouping.Aggregates.Select(item => (Sql.Name(item.Column.Name), Partial((BoundAggregate)item.Value))),
        .. _extremes.Select((extreme, i) => (NameOfExtreme(i), extreme)),
    ];

    private IEnumerable<BoundAggregate> Aggregates => _grouping.Aggregates.Select(item => (BoundAggregate)item.Value);

    /// <summary>
    /// The partial aggregates to store, of partial ones, in the order of <see cref="Values"/>. They have the grouping's own types: DuckDB reads
    /// the HUGEINT of a sum much more slowly than a BIGINT.
    /// </summary>
    public IEnumerable<Sql> Merged() => Final().Concat(_extremes.Select((extreme, i) => Merge(extreme, NameOfExtreme(i), [])));

    /// <summary>The grouping's own aggregates, of a single partial one.</summary>
    public IEnumerable<Sql> Stored() => Aggregates.Select((aggregate, i) =>
        aggregate.Template.Result.Fill([Sql.Name(_grouping.Aggregates[i].Column.Name)], aggregate.Type));

    /// <summary>The grouping's own aggregates, of partial ones.</summary>
    public IEnumerable<Sql> Final() =>
        Aggregates.Select((aggregate, i) => aggregate.Template.Result.Fill([Merge(aggregate, i)], aggregate.Type));

    private Sql Merge(BoundAggregate aggregate, int index)
    {
        Sql[] by = aggregate.Template.Extreme is null ? [] : [NameOfExtreme(IndexOf(ExtremeOf(aggregate)))];
        return Merge(aggregate, Sql.Name(_grouping.Aggregates[index].Column.Name), by);
    }

    private static Sql Merge(BoundAggregate aggregate, Sql name, Sql[] by) => aggregate.Template.Merge!.Fill([name, .. by], aggregate.Type);

    private static BoundAggregate Partial(BoundAggregate aggregate) =>
        aggregate with { Template = aggregate.Template with { Result = Slots.A } };

    private static BoundAggregate ExtremeOf(BoundAggregate aggregate) =>
        new(aggregate.Arguments[1].Type, AggregateTemplate.OfItself(aggregate.Template.Extreme!), [aggregate.Arguments[1]]);

    private int IndexOf(BoundAggregate extreme) => _extremes.FindIndex(other => BoundTree.Same(other, extreme));

    private static Sql NameOfExtreme(int index) => $"x{Sql.Number(index + 1)}";
}
