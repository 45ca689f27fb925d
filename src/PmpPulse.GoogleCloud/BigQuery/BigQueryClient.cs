using PmpPulse.Contracts;

namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>
/// BigQuery's REST API in one project (<see href="https://cloud.google.com/bigquery/docs/reference/rest"/>): datasets, tables,
/// queries. Passing failures (429, 5xx, a broken connection) are retried where a repeat is safe. Thread-safe.
/// </summary>
/// <exception cref="GoogleApiException">Any call: BigQuery refused it.</exception>
public sealed class BigQueryClient
{
    internal BigQueryClient(string projectId)
    {
        ProjectId = projectId;
    }

    public string ProjectId { get; }

    public IAsyncEnumerable<BigQueryDataset> ListDatasetsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The dataset, or null where there is none.</summary>
    public Task<BigQueryDataset?> FindDatasetAsync(string datasetId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Creates a dataset.</summary>
    /// <exception cref="GoogleApiException">409: it exists.</exception>
    public Task<BigQueryDataset> InsertDatasetAsync(string datasetId, BigQueryDataset dataset, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task DeleteDatasetAsync(string datasetId, bool deleteContents, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Tables and views of a dataset, without their schemas.</summary>
    public IAsyncEnumerable<BigQueryTable> ListTablesAsync(string datasetId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The table, or null where there is none.</summary>
    public Task<BigQueryTable?> FindTableAsync(TableName table, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The table.</summary>
    /// <exception cref="GoogleApiException">404: there is none.</exception>
    public Task<BigQueryTable> GetTableAsync(TableName table, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Creates a table or view; its reference is set from <paramref name="table"/>.</summary>
    /// <exception cref="GoogleApiException">409: it exists.</exception>
    public Task<BigQueryTable> InsertTableAsync(TableName table, BigQueryTable resource, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Creates a table from a resource's JSON as it stands, such as a file of <c>infra/bigquery/schemas</c>.</summary>
    /// <exception cref="GoogleApiException">409: it exists.</exception>
    public Task<BigQueryTable> InsertTableAsync(TableName table, string resourceJson, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Changes what <paramref name="patch"/> sets. Never retried: with an ETag the first try may have won.</summary>
    /// <param name="table">The table.</param>
    /// <param name="patch">Its null members stay as they are.</param>
    /// <param name="ifMatch">The ETag the table must still have, for a compare-and-set; null changes it whatever it is.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may have been made.</param>
    /// <exception cref="GoogleApiException">412: the ETag no longer matches.</exception>
    public Task<BigQueryTable> PatchTableAsync(TableName table, BigQueryTable patch, string? ifMatch, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task DeleteTableAsync(TableName table, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Runs a statement to its end.</summary>
    /// <exception cref="GoogleApiException">Reason <c>invalidQuery</c>: the SQL is wrong, the message says where.</exception>
    /// <exception cref="TimeoutException">It ran longer than <see cref="BigQueryQuery.Timeout"/>; it was asked to stop.</exception>
    public Task<BigQueryResults> QueryAsync(BigQueryQuery query, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Runs a statement to its end with the default bounds.</summary>
    public Task<BigQueryResults> QueryAsync(string sql, CancellationToken cancellationToken = default) => QueryAsync(new BigQueryQuery(sql), cancellationToken);
}
