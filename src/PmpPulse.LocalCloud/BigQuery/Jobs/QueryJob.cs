using System.Collections.Immutable;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Jobs;

/// <summary>The outcome of a statement.</summary>
internal sealed record QueryOutcome
{
    public required StatementKind Kind { get; init; }

    /// <summary>The result's columns; empty if the statement returns no rows.</summary>
    public ImmutableArray<Field> Fields { get; init; } = [];

    /// <summary>The result's table in the results database; null if there are no rows to fetch.</summary>
    public string? ResultTable { get; init; }

    /// <summary>The database generation that <see cref="ResultTable"/> belongs to.</summary>
    public int Generation { get; init; }

    public long TotalRows { get; init; }

    public long BytesProcessed { get; init; }

    public long? AffectedRows { get; init; }

    public IReadOnlyList<TableId> ReferencedTables { get; init; } = [];

    /// <summary>CREATE, REPLACE, SKIP or DROP.</summary>
    public string? DdlOperation { get; init; }

    public TableId? DdlTarget { get; init; }
}

/// <summary>A query job. Its changes are durable, but the job itself lives in memory.</summary>
internal sealed class QueryJob(
    JobReference reference, JobConfiguration configuration, long createdMs, TimeSpan timeout, TimeProvider clock) : IDisposable
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobReference Reference { get; } = reference;

    public JobConfiguration Configuration { get; } = configuration;

    /// <summary>Unix milliseconds, like the other times.</summary>
    public long CreatedMs { get; } = createdMs;

    public long? StartedMs { get; set; }

    public long? EndedMs { get; private set; }

    public QueryOutcome? Outcome { get; private set; }

    public BigQueryException? Error { get; private set; }

    /// <summary>Measured from creation to end, including waiting.</summary>
    public TimeSpan Timeout { get; } = timeout;

    public CancellationTokenSource Cancellation { get; } = new(timeout, clock);

    /// <summary>Whether a client cancelled it. A cancelled job without this has timed out.</summary>
    public bool CancelRequested { get; private set; }

    /// <summary>Completes when the job ends; never faults.</summary>
    public Task Done => _done.Task;

    public bool IsDone => _done.Task.IsCompleted;

    public string State => IsDone ? "DONE" : StartedMs is null ? "PENDING" : "RUNNING";

    public async Task CancelAsync()
    {
        if (IsDone) return;
        CancelRequested = true;
        try
        {
            await Cancellation.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // the job has ended and was discarded
        }
    }

    public void Succeed(QueryOutcome outcome, long nowMs)
    {
        Outcome = outcome;
        EndedMs = nowMs;
        _done.TrySetResult();
    }

    public void Fail(BigQueryException error, long nowMs)
    {
        Error = error;
        EndedMs = nowMs;
        _done.TrySetResult();
    }

    public void Dispose() => Cancellation.Dispose();
}
