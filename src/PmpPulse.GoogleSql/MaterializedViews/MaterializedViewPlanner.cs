using PmpPulse.GoogleSql.Binding;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Emitting;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;

namespace PmpPulse.GoogleSql.MaterializedViews;

/// <summary>
/// Plans how a materialized view is kept up to date by appended rows alone, as BigQuery does with an
/// <see href="https://cloud.google.com/bigquery/docs/materialized-views-create#incremental_materialized_views">incremental view</see>.
/// </summary>
/// <param name="catalog">Resolves table names.</param>
public sealed class MaterializedViewPlanner(ICatalog catalog)
{
    /// <summary>The plan for a range of appended rows, or why the view must be computed from all rows each time it is read.</summary>
    /// <exception cref="GoogleSqlException">The view's query is invalid, or refers to something that doesn't exist.</exception>
    public (MaterializedViewPlan? Plan, string? Refusal) Plan(ViewRelation view, AppendRange appends, TranslationOptions options)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(options);
        var session = new BindingSession(catalog, options) { Appends = appends };
        var query = new QueryBinder(session).From.BindView(view with { Partials = null });
        var refusal = IncrementalRules.Refusal(query)
            ?? (session.ReadsClock ? "it depends on the current time" : null)
            // which may be replaced by another of its name
            ?? (session.ReadsViews ? "it reads another view" : null);
        return refusal is null ? (Plan(query, session.Referenced.Single()), null) : (null, refusal);
    }

    private static MaterializedViewPlan Plan(BoundQuery query, TableId table)
    {
        var emitter = new QueryEmitter();
        var columns = new PartialColumns(((BoundSelect)query.Body).Grouping!);
        var merged = columns.Keys.Concat(columns.Values.Zip(columns.Merged(), (value, merge) => (Sql)$"{merge} AS {value.Name}"));
        return new MaterializedViewPlan
        {
            Base = table,
            PartialQuery = emitter.EmitPartials(query, columns).ToString(),
            Keys = [.. columns.Keys.Select(key => key.ToString())],
            DayKeys = MaterializedViews.DayKeys.Of(query),
            MergedColumns = Sql.List(merged).ToString(),
        };
    }
}
