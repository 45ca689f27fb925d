using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>Emits DML statements.</summary>
internal sealed class DmlEmitter(QueryEmitter queries, long? append)
{
    private readonly ExpressionEmitter _expressions = queries.Expressions;

    // the column and value that number the inserted rows
    private readonly Sql[] _appendName = append is null ? [] : [Sql.Name(TableRelation.AppendColumn)];
    private readonly Sql[] _appendValue = append is { } number ? [Sql.Number(number)] : [];

    public Sql Emit(BoundInsert insert)
    {
        var rows = insert.Rows is null
            ? Numbered(queries.EmitStored(insert.Query!))
            : (Sql)$"VALUES {Sql.List(insert.Rows.Select(row => (Sql)$"({Sql.List(_appendValue.Concat(row.Select(_expressions.Emit)))})"))}";
        return $"INSERT INTO {insert.Target} ({Sql.List(_appendName.Concat(insert.Columns.Select(Sql.Name)))}) {rows}";
    }

    public Sql Emit(BoundUpdate update)
    {
        var text = new SqlBuilder();
        text.Append($"UPDATE {update.Target} AS {Sql.Name(update.Alias)} SET {Assignments(update.Assignments)}");
        var where = _expressions.Emit(update.Where);
        if (update.From is not null)
        {
            var from = queries.Relation(update.From);
            text.Append($" FROM {from}");
            where = $"({where}) AND {AtMostOneMatch(update.Target, update.Alias, from, where)}";
        }

        text.Append($" WHERE {where}");
        return text.ToSql();
    }

    public Sql Emit(BoundDelete delete)
    {
        Sql text = $"DELETE FROM {delete.Target} AS {Sql.Name(delete.Alias)}";
        return delete.Where is null ? text : $"{text} WHERE {_expressions.Emit(delete.Where)}";
    }

    public Sql Emit(BoundMerge merge)
    {
        var on = _expressions.Emit(merge.On);
        var source = queries.Relation(merge.Source);
        var changing = merge.Whens.Where(when => when.Match == MergeMatch.Matched).ToArray();
        if (changing.Length > 0)
        {
            // only pairs that a WHEN MATCHED clause acts on count as matches
            var acts = Sql.Join($" OR ", changing.Select(when => when.And is null ? $"true" : _expressions.Emit(when.And)));
            source = WithCheck(merge.Source, source, AtMostOneMatch(merge.Target, merge.Alias, source, $"({on}) AND ({acts})"));
        }

        var text = new SqlBuilder();
        text.Append($"MERGE INTO {merge.Target} AS {Sql.Name(merge.Alias)} USING {source} ON {on}");
        foreach (var when in merge.Whens) text.Append($" {When(when)}");

        return text.ToSql();
    }

    private Sql When(BoundMergeWhen when)
    {
        Sql match = when.Match switch
        {
            MergeMatch.Matched => $"MATCHED",
            MergeMatch.NotMatchedByTarget => $"NOT MATCHED BY TARGET",
            _ => $"NOT MATCHED BY SOURCE",
        };
        var and = when.And is null ? Sql.Empty : $" AND {_expressions.Emit(when.And)}";
        Sql action = when.Update is not null ? $"UPDATE SET {Assignments(when.Update)}"
            : when.Insert is not null ? Insert(when.Insert)
            : $"DELETE";
        return $"WHEN {match}{and} THEN {action}";
    }

    /// <summary>True, or an error if a target row has several matches; DuckDB would silently take any of them.</summary>
    private static Sql AtMostOneMatch(Sql target, string alias, Sql from, Sql condition)
    {
        var raise = Sql.Raise(Sql.Text("UPDATE/MERGE must match at most one source row for each target row"), SqlType.Bool);
        return $"(SELECT CASE WHEN count(*) > 0 THEN {raise} ELSE true END FROM (SELECT 1 FROM {target} AS {Sql.Name(alias)}, {from} WHERE {condition}"
            + $" GROUP BY {Sql.Name(alias)}.rowid HAVING count(*) > 1))";
    }

    /// <summary>The MERGE's source, filtered by the check. It keeps its alias, so conditions still resolve.</summary>
    private static Sql WithCheck(BoundRelation relation, Sql source, Sql check)
    {
        var alias = relation switch
        {
            BoundTable table => table.Alias,
            BoundSubqueryTable subquery => subquery.Alias,
            BoundUnnest unnest => unnest.Alias,
            _ => throw new GoogleSqlException("MERGE from a join is not supported; use a subquery", SourcePosition.Start),
        };
        return $"(SELECT * FROM {source} WHERE {check}) AS {Sql.Name(alias)}";
    }

    private Sql Assignments(IEnumerable<BoundAssignment> assignments) =>
        Sql.List(assignments.Select(a => (Sql)$"{Sql.Name(a.Column)} = {_expressions.Emit(a.Value)}"));

    private Sql Insert(IReadOnlyList<BoundAssignment> assignments)
    {
        var names = Sql.List(_appendName.Concat(assignments.Select(a => Sql.Name(a.Column))));
        return $"INSERT ({names}) VALUES ({Sql.List(_appendValue.Concat(assignments.Select(a => _expressions.Emit(a.Value))))})";
    }

    private Sql Numbered(Sql query) => _appendValue is [var number] ? $"SELECT {number}, * FROM ({query}) AS q" : query;
}
