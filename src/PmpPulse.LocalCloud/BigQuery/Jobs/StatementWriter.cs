using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.BigQuery.Tables;

namespace PmpPulse.LocalCloud.BigQuery.Jobs;

/// <summary>Runs DML and DDL statements within the session's transaction.</summary>
internal static class StatementWriter
{
    public static QueryOutcome Run(
        WriteSession session, TableStore tables, string project, TranslatedStatement statement, QueryOutcome outcome)
    {
        switch (statement.Kind)
        {
            case StatementKind.Insert or StatementKind.Update or StatementKind.Delete or StatementKind.Merge or StatementKind.TruncateTable:
                var target = Key(statement.Target!, project);
                // it may change rows behind the partial aggregates
                if (statement.Kind != StatementKind.Insert) session.RemovePartialsOf(target);
                return outcome with { AffectedRows = Write(session, target, statement.DuckDbSql!) };
            case StatementKind.CreateTable or StatementKind.CreateTableAsSelect or StatementKind.CreateView:
                return Create(session, tables, project, statement, outcome);
            case StatementKind.DropTable or StatementKind.DropView:
                return Drop(session, project, statement, outcome);
            default:
                throw BigQueryException.Unsupported($"Statement {statement.Kind}");
        }
    }

    private static QueryOutcome Create(
        WriteSession session, TableStore tables, string project, TranslatedStatement statement, QueryOutcome outcome)
    {
        var definition = statement.Definition!;
        var key = Key(statement.Target!, project);
        outcome = outcome with { DdlTarget = statement.Target, DdlOperation = "CREATE" };
        if (session.Catalog.Find(key) is { } existing)
        {
            if (definition.IfNotExists) return outcome with { DdlOperation = "SKIP" };
            if (!definition.OrReplace) throw BigQueryException.Duplicate($"Table {key}");
            TableStore.Drop(session, existing);
            outcome = outcome with { DdlOperation = "REPLACE" };
        }

        var entry = tables.Create(session, key, Resource(definition));
        if (statement.Kind == StatementKind.CreateTableAsSelect)
        {
            var columns = entry.Fields.Select(field => field.Name).Prepend(TableRelation.AppendColumn).Select(DuckTypes.Quote);
            Write(session, key, FormattableString.Invariant(
                $"INSERT INTO {entry.QuotedName} ({string.Join(", ", columns)}) SELECT {session.Append}, * FROM ({statement.DuckDbSql}) AS q"));
        }

        return outcome;
    }

    private static int Write(WriteSession session, TableKey target, string sql)
    {
        var rows = session.ExecuteTranslated(sql);
        session.Count(target, rows);
        return rows;
    }

    private static TableResource Resource(TableDefinition definition) => new()
    {
        Description = definition.Description,
        Schema = SchemaReader.Write(SqlNames.FromSql(definition.Fields)),
        View = definition.ViewQuery is { } query ? new ViewDefinition { Query = query, UseLegacySql = false } : null,
        TimePartitioning = definition.PartitionField is { } field
            ? new TimePartitioning { Type = definition.PartitionGranularity ?? "DAY", Field = field }
            : null,
        Clustering = definition.ClusterFields.Count > 0 ? new Clustering { Fields = definition.ClusterFields } : null,
    };

    private static QueryOutcome Drop(WriteSession session, string project, TranslatedStatement statement, QueryOutcome outcome)
    {
        var key = Key(statement.Target!, project);
        outcome = outcome with { DdlTarget = statement.Target, DdlOperation = "DROP" };
        if (session.Catalog.Find(key) is not { } entry)
        {
            return statement.IfExists
                ? outcome with { DdlOperation = "SKIP" }
                : throw BigQueryException.NotFound($"Table {key}");
        }

        if (entry.IsView != (statement.Kind == StatementKind.DropView))
        {
            throw BigQueryException.InvalidQuery(
                $"{key} is not allowed for this operation because it is {(entry.IsView ? "a view" : "a table")}.");
        }

        TableStore.Drop(session, entry);
        return outcome;
    }

    private static TableKey Key(TableId id, string project) => new(id.Project ?? project, id.Dataset, id.Name);
}
