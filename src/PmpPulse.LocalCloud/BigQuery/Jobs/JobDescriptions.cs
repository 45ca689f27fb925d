using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Rest;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Jobs;

/// <summary>Converts jobs to REST resources.</summary>
internal static class JobDescriptions
{
    public static JobResource Describe(HttpRequest request, QueryJob job) => new()
    {
        Kind = "bigquery#job",
        Etag = $"{job.Reference.JobId}-{job.State}",
        Id = $"{job.Reference.ProjectId}:{job.Reference.Location}.{job.Reference.JobId}",
        SelfLink = Links.Self(request, $"projects/{job.Reference.ProjectId}/jobs/{job.Reference.JobId}?location={job.Reference.Location}"),
        UserEmail = "local@localhost",
        Configuration = job.Configuration,
        JobReference = job.Reference,
        Statistics = Statistics(job),
        Status = new JobStatus { State = job.State, ErrorResult = ErrorOf(job), Errors = ErrorOf(job) is { } error ? [error] : null },
    };

    public static DmlStatistics? DmlStats(QueryOutcome? outcome) => outcome?.Kind switch
    {
        StatementKind.Insert => new DmlStatistics { InsertedRowCount = outcome.AffectedRows },
        StatementKind.Update => new DmlStatistics { UpdatedRowCount = outcome.AffectedRows },
        StatementKind.Delete or StatementKind.TruncateTable => new DmlStatistics { DeletedRowCount = outcome.AffectedRows },
        _ => null,
    };

    public static ErrorProto? ErrorOf(QueryJob job) => job.Error is { } error ? BigQueryErrors.Proto(error) with { Domain = null } : null;

    private static JobStatistics Statistics(QueryJob job)
    {
        var outcome = job.Outcome;
        return new JobStatistics
        {
            CreationTime = job.CreatedMs,
            StartTime = job.StartedMs,
            EndTime = job.EndedMs,
            TotalBytesProcessed = outcome?.BytesProcessed,
            Query = outcome is null ? null : new QueryStatistics
            {
                StatementType = StatementType(outcome.Kind),
                TotalBytesProcessed = outcome.BytesProcessed,
                TotalBytesBilled = 0,
                CacheHit = false,
                Schema = outcome.Fields.IsEmpty ? null : SchemaReader.Write(outcome.Fields),
                NumDmlAffectedRows = outcome.AffectedRows,
                DmlStats = DmlStats(outcome),
                ReferencedTables = outcome.ReferencedTables.Count == 0
                    ? null
                    : [.. outcome.ReferencedTables.Select(table => Reference(table, job))],
                DdlOperationPerformed = outcome.DdlOperation,
                DdlTargetTable = outcome.DdlTarget is { } target ? Reference(target, job) : null,
            },
        };
    }

    private static TableReference Reference(TableId table, QueryJob job) =>
        new() { ProjectId = table.Project ?? job.Reference.ProjectId, DatasetId = table.Dataset, TableId = table.Name };

    private static string StatementType(StatementKind kind) => kind switch
    {
        StatementKind.Select => "SELECT",
        StatementKind.Insert => "INSERT",
        StatementKind.Update => "UPDATE",
        StatementKind.Delete => "DELETE",
        StatementKind.Merge => "MERGE",
        StatementKind.TruncateTable => "TRUNCATE_TABLE",
        StatementKind.CreateTable => "CREATE_TABLE",
        StatementKind.CreateTableAsSelect => "CREATE_TABLE_AS_SELECT",
        StatementKind.CreateView => "CREATE_VIEW",
        StatementKind.DropTable => "DROP_TABLE",
        StatementKind.DropView => "DROP_VIEW",
        _ => kind.ToString().ToUpperInvariant(),
    };
}
