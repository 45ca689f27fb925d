using System.Text;
using PmpPulse.GoogleSql.Binding.Tree;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>Writes the statements that change rows.</summary>
internal sealed class DmlEmitter(QueryEmitter queries)
{
    private readonly ExpressionEmitter _expressions = queries.Expressions;

    public string Emit(BoundInsert insert)
    {
        var rows = insert.Rows is null
            ? queries.Emit(insert.Query!)
            : "VALUES " + string.Join(", ", insert.Rows.Select(row => $"({string.Join(", ", row.Select(_expressions.Emit))})"));
        return $"INSERT INTO {insert.Target} ({Names(insert.Columns)}) {rows}";
    }

    public string Emit(BoundUpdate update)
    {
        var text = new StringBuilder($"UPDATE {update.Target} AS {update.Alias} SET {Assignments(update.Assignments)}");
        var where = _expressions.Emit(update.Where);
        if (update.From is not null)
        {
            var from = queries.Relation(update.From);
            text.Append(" FROM ").Append(from);
            where = $"({where}) AND {AtMostOneMatch(update.Target, update.Alias, from, where)}";
        }

        return text.Append(" WHERE ").Append(where).ToString();
    }

    public string Emit(BoundDelete delete) =>
        $"DELETE FROM {delete.Target} AS {delete.Alias}{(delete.Where is null ? "" : $" WHERE {_expressions.Emit(delete.Where)}")}";

    public string Emit(BoundMerge merge)
    {
        var on = _expressions.Emit(merge.On);
        var source = queries.Relation(merge.Source);
        var changing = merge.Whens.Where(when => when.Match == MergeMatch.Matched).ToArray();
        if (changing.Length > 0)
        {
            // only pairs that a WHEN MATCHED clause acts on count as matches
            var acts = string.Join(" OR ", changing.Select(when => when.And is null ? "true" : _expressions.Emit(when.And)));
            source = WithCheck(merge.Source, source, AtMostOneMatch(merge.Target, merge.Alias, source, $"({on}) AND ({acts})"));
        }

        var text = new StringBuilder($"MERGE INTO {merge.Target} AS {merge.Alias} USING {source} ON {on}");
        foreach (var when in merge.Whens)
        {
            text.Append(' ').Append(When(when));
        }

        return text.ToString();
    }

    private string When(BoundMergeWhen when)
    {
        var match = when.Match switch
        {
            MergeMatch.Matched => "MATCHED",
            MergeMatch.NotMatchedByTarget => "NOT MATCHED BY TARGET",
            _ => "NOT MATCHED BY SOURCE",
        };
        var and = when.And is null ? "" : $" AND {_expressions.Emit(when.And)}";
        var action = when.Update is not null ? $"UPDATE SET {Assignments(when.Update)}"
            : when.Insert is not null ? $"INSERT ({Names(when.Insert.Select(a => a.Column))}) VALUES ({string.Join(", ", when.Insert.Select(a => _expressions.Emit(a.Value)))})"
            : "DELETE";
        return $"WHEN {match}{and} THEN {action}";
    }

    /// <summary>True, or an error where a row of the target has several matches: DuckDB would take any of them.</summary>
    private static string AtMostOneMatch(string target, string alias, string from, string condition)
    {
        var raise = TemplateEmitter.Raise(LiteralEmitter.Text("UPDATE/MERGE must match at most one source row for each target row"), SqlType.Bool);
        return $"(SELECT CASE WHEN count(*) > 0 THEN {raise} ELSE true END FROM (SELECT 1 FROM {target} AS {alias}, {from} WHERE {condition}"
            + $" GROUP BY {alias}.rowid HAVING count(*) > 1))";
    }

    /// <summary>The MERGE's source, its rows only there when the check holds. It keeps its aliases, so conditions still fit.</summary>
    private static string WithCheck(BoundRelation relation, string source, string check) => relation switch
    {
        BoundTable table => $"(SELECT * FROM {source} WHERE {check}) AS {table.Alias}",
        BoundSubqueryTable subquery => $"(SELECT * FROM {source} WHERE {check}) AS {subquery.Alias}",
        BoundUnnest unnest => $"(SELECT * FROM {source} WHERE {check}) AS {unnest.Alias}",
        _ => throw new GoogleSqlException("MERGE from a join is not supported; use a subquery", new SourcePosition(0, 1, 1)),
    };

    private string Assignments(IEnumerable<BoundAssignment> assignments) =>
        string.Join(", ", assignments.Select(a => $"{TypeEmitter.Quote(a.Column)} = {_expressions.Emit(a.Value)}"));

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(TypeEmitter.Quote));
}
