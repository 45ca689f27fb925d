namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A GoogleSQL statement and its bounds.</summary>
/// <param name="Sql">GoogleSQL; never legacy SQL.</param>
public sealed record BigQueryQuery(string Sql)
{
    public IReadOnlyList<QueryParameter> Parameters { get; init; } = [];

    /// <summary>Dataset of table names without one.</summary>
    public string? DefaultDataset { get; init; }

    /// <summary>Refuse to run, at no cost, if more bytes would be billed. Null: the project's limit only.</summary>
    public long? MaximumBytesBilled { get; init; }

    /// <summary>Rows fetched at a time.</summary>
    public int PageSize { get; init; } = 10_000;

    /// <summary>Time limit of the whole query up to its first page.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Cancelling the call also cancels the job; otherwise the job runs to its end.</summary>
    public bool StopsWithCaller { get; init; }

    public bool UseQueryCache { get; init; } = true;

    /// <summary>Only check the statement and estimate its bytes.</summary>
    public bool DryRun { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
