namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A finished query.</summary>
public sealed class BigQueryResults
{
    internal BigQueryResults()
    {
    }

    /// <summary>Columns; empty for a statement that returns none.</summary>
    public BigQuerySchema Schema => throw new NotImplementedException();

    public long TotalRows => throw new NotImplementedException();

    public long TotalBytesProcessed => throw new NotImplementedException();

    public bool CacheHit => throw new NotImplementedException();

    /// <summary>Rows a DML statement changed; null for a query.</summary>
    public long? DmlAffectedRows => throw new NotImplementedException();

    /// <summary>Null when BigQuery answered without making a job.</summary>
    public string? JobId => throw new NotImplementedException();

    /// <summary>The rows, fetched page by page as they are read.</summary>
    public IAsyncEnumerable<BigQueryRow> ReadRowsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>All rows.</summary>
    public Task<IReadOnlyList<BigQueryRow>> ReadAllAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
