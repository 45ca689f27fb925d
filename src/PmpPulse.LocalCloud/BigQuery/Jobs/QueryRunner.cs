using System.Collections.Immutable;
using System.Globalization;
using PmpPulse.GoogleSql;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.BigQuery.Tables;

namespace PmpPulse.LocalCloud.BigQuery.Jobs;

/// <summary>
/// Runs one statement. A SELECT's rows go to a table of the in-memory results database, from which pages are read. DML and DDL run as one
/// transaction of the writer.
/// </summary>
internal sealed class QueryRunner(Database database, TableStore tables, TableFacts facts, TimeProvider clock, ILogger<QueryRunner> logger)
{
    private static readonly TimeSpan CatalogLag = TimeSpan.FromMilliseconds(100);

    private long _results;

    /// <summary>Determines the statement's type, columns and cost without running it.</summary>
    /// <exception cref="BigQueryException">It can't be translated.</exception>
    public async Task<QueryOutcome> PlanAsync(string project, QueryJobConfiguration query, CancellationToken cancellationToken)
    {
        var statement = Translate(database.Catalog, project, query, clock.GetUtcNow());
        return await DescribeAsync(project, statement, cancellationToken);
    }

    /// <exception cref="BigQueryException">It can't be translated, or it failed.</exception>
    public async Task<QueryOutcome> RunAsync(string project, QueryJobConfiguration query, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var catalog = database.Catalog;
        var statement = Translate(catalog, project, query, now);
        var outcome = await DescribeAsync(project, statement, cancellationToken);
        while (statement.Kind == StatementKind.Select)
        {
            try
            {
                return await SelectAsync(statement, outcome, cancellationToken);
            }
            catch (Exception e) when (EngineErrors.IsInternal(EngineErrors.Map(e)))
            {
                // a table was altered or dropped, or a view refreshed, between translation and execution: resolve names again. The catalog
                // follows a commit within moments.
                if (catalog == database.Catalog) await Task.Delay(CatalogLag, TimeProvider.System, cancellationToken);
                if (catalog == database.Catalog) throw;
                catalog = database.Catalog;
                statement = Translate(catalog, project, query, now);
                outcome = await DescribeAsync(project, statement, cancellationToken);
            }
        }

        var changed = await database.WriteAsync(
            session =>
            {
                // resolve names against the catalog of the transaction that runs it, and number the rows that it inserts
                statement = Translate(session.Catalog, project, query, now, session.Append);
                return StatementWriter.Run(session, tables, project, statement, outcome);
            },
            cancellationToken);
        if (statement.Target is { } target) facts.RowsChanged(new TableKey(target.Project ?? project, target.Dataset, target.Name));
        return changed;
    }

    /// <summary>Drops a result. If that fails, the result remains until the process ends.</summary>
    public async Task TryDropAsync(string resultTable)
    {
        try
        {
            await database.ReadAsync(
                connection =>
                {
                    DatabaseConnections.Execute(connection, $"DROP TABLE IF EXISTS {resultTable}");
                    return true;
                },
                CancellationToken.None);
        }
        catch (Exception e)
        {
            // the database may be closed, and all results lost; or a given-up statement holds the table
            Log.ResultKept(logger, e, resultTable);
        }
    }

    /// <summary>Reads a page of a result.</summary>
    public Task<RowPage> ReadAsync(
        QueryOutcome outcome, long start, long count, bool int64Timestamps, long maxBytes, CancellationToken cancellationToken)
    {
        if (outcome.ResultTable is null || count == 0 || start >= outcome.TotalRows) return Task.FromResult(new RowPage(default, 0));
        if (outcome.Generation != database.Generation)
        {
            throw BigQueryException.NotFound("the job's results, which were lost when the database was reopened");
        }

        var sql = FormattableString.Invariant($"FROM {outcome.ResultTable} LIMIT {count} OFFSET {start}");
        return database.ReadAsync(
            connection => RowReader.Read(connection, database.Documents, sql, outcome.Fields, int64Timestamps, maxBytes), cancellationToken);
    }

    private static TranslatedStatement Translate(
        CatalogSnapshot catalog, string project, QueryJobConfiguration query, DateTimeOffset now, long? append = null) =>
        SqlErrors.Translate(
            new SqlTranslator(new SqlNames(catalog, query.DefaultDataset?.ProjectId is { Length: > 0 } other ? other : project)),
            query.Query!,
            new TranslationOptions
            {
                CurrentTimestamp = now,
                ProjectId = project,
                DefaultDataset = query.DefaultDataset?.DatasetId,
                Append = append,
                Parameters = Parameters.Read(query.ParameterMode, query.QueryParameters),
            });

    private async Task<QueryOutcome> DescribeAsync(string project, TranslatedStatement statement, CancellationToken cancellationToken)
    {
        long bytes = 0;
        foreach (var table in statement.ReferencedTables)
        {
            if (database.Catalog.Find(new TableKey(table.Project ?? project, table.Dataset, table.Name)) is { } entry)
            {
                bytes += await facts.RecentBytesAsync(entry, cancellationToken);
            }

        }

        return new QueryOutcome
        {
            Kind = statement.Kind,
            Fields = SqlNames.FromSql(statement.OutputFields),
            BytesProcessed = bytes,
            ReferencedTables = statement.ReferencedTables,
        };
    }

    private async Task<QueryOutcome> SelectAsync(TranslatedStatement statement, QueryOutcome outcome, CancellationToken cancellationToken)
    {
        var generation = database.Generation;
        var table = string.Create(
            CultureInfo.InvariantCulture, $"{DatabaseConnections.Results}.main.r{Interlocked.Increment(ref _results)}");
        try
        {
            var rows = await database.QueryAsync(
                connection =>
                {
                    // declare the columns, so that results have BigQuery's types; replace the table if the query is run a second time
                    DatabaseConnections.Execute(connection, $"CREATE OR REPLACE TABLE {table} ({Columns(outcome.Fields)})");
                    return (long)Snapshot.Of(connection, () => UserStatement.Execute(connection, database.Ledger, $"INSERT INTO {table} {statement.DuckDbSql}"));
                },
                cancellationToken);
            return outcome with { ResultTable = table, TotalRows = rows, Generation = generation };
        }
        catch
        {
            await TryDropAsync(table);
            throw;
        }
    }

    private static string Columns(ImmutableArray<Field> fields) =>
        string.Join(", ", fields.Select((field, i) => FormattableString.Invariant($"c{i} {DuckTypes.TypeOf(field)}")));
}
