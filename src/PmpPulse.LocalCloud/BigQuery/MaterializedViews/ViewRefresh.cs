using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.MaterializedViews;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.MaterializedViews;

/// <summary>
/// Merges the next appends of the base table into a view's partial aggregates. All in one transaction: readers see the rows either in the
/// table or in the partial aggregates.
/// </summary>
internal sealed class ViewRefresh(TableEntry view, TimeProvider clock, Action<RefreshOutcome> ended) : WriteOperation
{
    /// <summary>Rows of one refresh, but at least one append. Together they hold up other writes for about 50 ms.</summary>
    private const int MaxRows = 60_000;

    private RefreshOutcome _outcome = new();

    public override void Execute(WriteSession session)
    {
        if (session.Catalog.Find(view.Key) is not { } current || current.Stamp != view.Stamp) return;
        session.Catalog.Partials.TryGetValue(view.Key, out var partials);
        var (plan, refusal) = Plan(session, new AppendRange(partials?.CoveredUpTo ?? 0));
        if (plan is null)
        {
            _outcome = new RefreshOutcome { Refusal = refusal };
            return;
        }

        var baseTable = session.Catalog.Find(new TableKey(plan.Base.Project ?? view.Key.Project, plan.Base.Dataset, plan.Base.Name))!;
        partials ??= session.AddPartials(view.Key, baseTable.Key, MergeQuery(plan, $"({plan.PartialQuery})"));
        var (rows, last) = NextAppends(session, baseTable, partials.CoveredUpTo);
        if (rows == 0) return;
        Merge(session, partials, Plan(session, new AppendRange(partials.CoveredUpTo, last + 1)).Plan!);
        session.MovePartials(partials, last + 1);
        _outcome = new RefreshOutcome { IsBehind = rows >= MaxRows };
    }

    public override void Committed() => ended(_outcome);

    public override void Failed(Exception error) => ended(new RefreshOutcome { Error = error });

    private (MaterializedViewPlan? Plan, string? Refusal) Plan(WriteSession session, AppendRange appends) =>
        Plan(session, view, appends, clock);

    public static (MaterializedViewPlan? Plan, string? Refusal) Plan(
        WriteSession session, TableEntry view, AppendRange appends, TimeProvider clock) =>
        new MaterializedViewPlanner(new SqlNames(session.Catalog, view.Key.Project)).Plan(
            new ViewRelation(view.ViewQuery!, view.Key.Project),
            appends,
            new TranslationOptions { CurrentTimestamp = clock.GetUtcNow(), ProjectId = view.Key.Project });

    /// <summary>The next rows that are not covered, in the order of their appends, and the last append among them.</summary>
    private static (long Rows, long Last) NextAppends(WriteSession session, TableEntry table, long from)
    {
        var append = DuckTypes.Quote(TableRelation.AppendColumn);
        using var command = session.Connection.CreateCommand();
        command.CommandText = FormattableString.Invariant(
            $"SELECT COUNT(*), COALESCE(MAX(a), 0) FROM (SELECT {append} AS a FROM {table.QuotedName} WHERE {append} >= {from} LIMIT {MaxRows})");
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static string MergeQuery(MaterializedViewPlan plan, string from) =>
        $"SELECT {plan.MergedColumns} FROM {from}{(plan.Keys.Count == 0 ? "" : $" GROUP BY {string.Join(", ", plan.Keys)}")}";

    private static void Merge(WriteSession session, PartialsEntry partials, MaterializedViewPlan plan)
    {
        // groups of older rows are rarely among the new ones, so only those are rewritten
        var same = string.Join(" AND ", plan.Keys.Select(key => $"n.{key} IS NOT DISTINCT FROM o.{key}"));
        if (same.Length == 0) same = "true";
        session.ExecuteTranslated($"CREATE OR REPLACE TEMP TABLE fresh AS {plan.PartialQuery}");
        session.ExecuteTranslated($"""
            CREATE OR REPLACE TEMP TABLE merged AS
            {MergeQuery(plan, $"(FROM {partials.QuotedTable} AS o SEMI JOIN fresh AS n ON {same} UNION ALL FROM fresh)")}
            """);
        session.Execute($"DELETE FROM {partials.QuotedTable} AS o WHERE EXISTS (FROM fresh AS n WHERE {same})");
        session.Execute($"INSERT INTO {partials.QuotedTable} FROM merged");
        session.Execute("DROP TABLE fresh");
        session.Execute("DROP TABLE merged");
    }
}

/// <summary>What a refresh came to.</summary>
internal sealed record RefreshOutcome
{
    /// <summary>Why the view can't be kept so; null if it can.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether more rows wait to be covered.</summary>
    public bool IsBehind { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public Exception? Error { get; init; }
}
