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

    /// <summary>Columns of the result; empty for what returns none.</summary>
    public ImmutableArray<Field> Fields { get; init; } = [];

    /// <summary>The table of the results database, or null where there are no rows to fetch.</summary>
    public string? ResultTable { get; init; }

    /// <summary>The database's generation that <see cref="ResultTable"/> is of.</summary>
    public int Generation { get; init; }

    public long TotalRows { get; init; }

    public long BytesProcessed { get; init; }

    public long? AffectedRows { get; init; }

    public IReadOnlyList<TableId> ReferencedTables { get; init; } = [];

    /// <summary>CREATE, REPLACE, SKIP or DROP.</summary>
    public string? DdlOperation { get; init; }

    public TableId? DdlTarget { get; init; }
}

/// <summary>A query job. Jobs live in memory: what they changed is durable, they are not.</summary>
internal sealed class QueryJob(JobReference reference, JobConfiguration configuration, long createdMs, TimeSpan timeout, TimeProvider clock) : IDisposable
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobReference Reference { get; } = reference;

    public JobConfiguration Configuration { get; } = configuration;

    /// <summary>Unix milliseconds, as the others.</summary>
    public long CreatedMs { get; } = createdMs;

    public long? StartedMs { get; set; }

    public long? EndedMs { get; private set; }

    public QueryOutcome? Outcome { get; private set; }

    public BigQueryException? Error { get; private set; }

    /// <summary>From its creation to its end, waiting included.</summary>
    public TimeSpan Timeout { get; } = timeout;

    public CancellationTokenSource Cancellation { get; } = new(timeout, clock);

    /// <summary>A client cancelled it; otherwise a cancelled job ran out of time.</summary>
    public bool CancelRequested { get; private set; }

    /// <summary>Completes when the job does, never with a fault.</summary>
    public Task Done => _done.Task;

    public bool IsDone => _done.Task.IsCompleted;

    public string State => IsDone ? "DONE" : StartedMs is null ? "PENDING" : "RUNNING";

    public async Task CancelAsync()
    {
        if (IsDone)
            return;
        CancelRequested = true;
        try
        {
            await Cancellation.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // it has ended meanwhile, and was forgotten
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
