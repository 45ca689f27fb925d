using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.Rest;

namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>
/// BigQuery's REST API in one project (<see href="https://cloud.google.com/bigquery/docs/reference/rest"/>): datasets, tables,
/// queries. Passing failures (429, 5xx, a broken connection) are retried where a repeat is safe. Thread-safe.
/// </summary>
/// <exception cref="GoogleApiException">Any call: BigQuery refused it.</exception>
/// <exception cref="HttpRequestException">Any call: BigQuery could not be reached.</exception>
/// <exception cref="GoogleCloudConfigurationException">Any call: there are no credentials.</exception>
public sealed class BigQueryClient
{
    // how long one request waits for a job; longer jobs are polled again
    private static readonly TimeSpan PollTime = TimeSpan.FromSeconds(10);

    // until a query has answered once, its job is unknown and can't be stopped
    private static readonly TimeSpan FirstPollTime = TimeSpan.FromMilliseconds(500);

    // two of them fit into the time that a process has left after Ctrl-C
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    private readonly RestClient _rest;
    private readonly TimeProvider _clock;
    private readonly string _project;

    internal BigQueryClient(RestClient rest, string projectId, TimeProvider clock)
    {
        _rest = rest;
        _clock = clock;
        ProjectId = projectId;
        _project = $"bigquery/v2/projects/{Escape(projectId)}";
    }

    public string ProjectId { get; }

    public async IAsyncEnumerable<BigQueryDataset> ListDatasetsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in ListAsync($"{_project}/datasets", cancellationToken))
        {
            foreach (var dataset in page.Datasets ?? [])
            {
                yield return dataset;
            }
        }
    }

    /// <summary>The dataset, or null where there is none.</summary>
    public Task<BigQueryDataset?> FindDatasetAsync(string datasetId, CancellationToken cancellationToken = default) =>
        FindAsync(DatasetPath(datasetId), GoogleCloudJson.Default.BigQueryDataset, cancellationToken);

    /// <summary>Creates a dataset; its reference is set from <paramref name="datasetId"/>.</summary>
    /// <exception cref="GoogleApiException">409: it exists.</exception>
    public Task<BigQueryDataset> InsertDatasetAsync(string datasetId, BigQueryDataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var resource = dataset with { DatasetReference = new DatasetReference(ProjectId, datasetId) };
        return SendAsync(HttpMethod.Post, $"{_project}/datasets", resource, GoogleCloudJson.Default.BigQueryDataset, null, cancellationToken);
    }

    /// <summary>Deletes a dataset.</summary>
    /// <exception cref="GoogleApiException">
    /// 400, reason <c>resourceInUse</c>: it has tables, which are not to be deleted with it.
    /// </exception>
    public Task DeleteDatasetAsync(string datasetId, bool deleteContents, CancellationToken cancellationToken = default) =>
        DeleteAsync($"{DatasetPath(datasetId)}?deleteContents={(deleteContents ? "true" : "false")}", cancellationToken);

    /// <summary>Tables and views of a dataset, without their schemas.</summary>
    public async IAsyncEnumerable<BigQueryTable> ListTablesAsync(string datasetId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in ListAsync($"{DatasetPath(datasetId)}/tables", cancellationToken))
        {
            foreach (var table in page.Tables ?? [])
            {
                yield return table;
            }
        }
    }

    /// <summary>The table, or null where there is none.</summary>
    public Task<BigQueryTable?> FindTableAsync(TableName table, CancellationToken cancellationToken = default) =>
        FindAsync(TablePath(table), GoogleCloudJson.Default.BigQueryTable, cancellationToken);

    /// <summary>The table.</summary>
    /// <exception cref="GoogleApiException">404: there is none.</exception>
    public Task<BigQueryTable> GetTableAsync(TableName table, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(new RestRequest(HttpMethod.Get, TablePath(table)), GoogleCloudJson.Default.BigQueryTable, cancellationToken);

    /// <summary>Creates a table or view; its reference is set from <paramref name="table"/>.</summary>
    /// <exception cref="GoogleApiException">409: it exists.</exception>
    public Task<BigQueryTable> InsertTableAsync(TableName table, BigQueryTable resource, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(resource);
        return SendAsync(
            HttpMethod.Post,
            $"{DatasetPath(table.Dataset)}/tables",
            resource with { TableReference = new TableReference(ProjectId, table.Dataset, table.Table) },
            GoogleCloudJson.Default.BigQueryTable,
            null,
            cancellationToken);
    }

    /// <summary>Creates a table from a resource's JSON, such as a file of <c>infra/bigquery/schemas</c>.</summary>
    /// <exception cref="GoogleApiException">409: it exists.</exception>
    public Task<BigQueryTable> InsertTableAsync(TableName table, string resourceJson, CancellationToken cancellationToken = default) =>
        InsertTableAsync(table, BigQueryTable.Parse(resourceJson), cancellationToken);

    /// <summary>
    /// Changes what <paramref name="patch"/> sets. Not repeated after a lost answer: with an ETag the first try may have succeeded.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="patch">Its null members stay as they are.</param>
    /// <param name="ifMatch">The ETag the table must still have, for a compare-and-set; null changes it unconditionally.</param>
    /// <param name="cancellationToken">Stops waiting; the change may have been made.</param>
    /// <exception cref="GoogleApiException">412: the ETag no longer matches.</exception>
    public Task<BigQueryTable> PatchTableAsync(TableName table, BigQueryTable patch, string? ifMatch, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Patch, TablePath(table), patch, GoogleCloudJson.Default.BigQueryTable, ifMatch, cancellationToken);

    /// <summary>Deletes a table or view.</summary>
    /// <exception cref="GoogleApiException">404: there is none.</exception>
    public Task DeleteTableAsync(TableName table, CancellationToken cancellationToken = default) => DeleteAsync(TablePath(table), cancellationToken);

    /// <summary>Runs a statement to its end with the default bounds.</summary>
    /// <exception cref="GoogleApiException">Reason <c>invalidQuery</c>: the SQL is wrong, the message says where.</exception>
    /// <exception cref="TimeoutException">It ran longer than <see cref="BigQueryQuery.Timeout"/>; it was asked to stop.</exception>
    public Task<BigQueryResults> QueryAsync(string sql, CancellationToken cancellationToken = default) => QueryAsync(new BigQueryQuery(sql), cancellationToken);

    /// <summary>Runs a statement to its end.</summary>
    /// <exception cref="GoogleApiException">
    /// Reason <c>invalidQuery</c>: the SQL is wrong, the message says where; <c>bytesBilledLimitExceeded</c>: it would cost more than
    /// allowed.
    /// </exception>
    /// <exception cref="TimeoutException">It ran longer than <see cref="BigQueryQuery.Timeout"/>; it was asked to stop.</exception>
    public async Task<BigQueryResults> QueryAsync(BigQueryQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var started = _clock.GetTimestamp();
        var request = new RestRequest(HttpMethod.Post, $"{_project}/queries")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(Request(query), GoogleCloudJson.Default.QueryRequestJson),
            // the request id makes it so, for fifteen minutes
            IsRepeatable = true,
        };
        var response = await StartAsync(query, request, cancellationToken);
        var job = response.JobReference;
        try
        {
            while (!response.JobComplete && !query.DryRun)
            {
                if (job?.JobId is null)
                {
                    throw new GoogleApiException(System.Net.HttpStatusCode.OK, null, "The query is not complete and has no job to poll.");
                }

                var left = query.Timeout - _clock.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                {
                    await CancelAsync(job, cancellationToken);
                    throw new TimeoutException($"The query ran longer than {query.Timeout}; it was asked to stop.");
                }

                response = await _rest.SendAsync(
                    new RestRequest(HttpMethod.Get, ResultsPath(job, query.PageSize, Min(left, PollTime), null)), GoogleCloudJson.Default.QueryResponseJson, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (query.StopsWithCaller && job?.JobId is not null && cancellationToken.IsCancellationRequested)
        {
            await StopAsync(job);
            throw;
        }

        return new BigQueryResults(response, (pageToken, token) => _rest.SendAsync(
            new RestRequest(HttpMethod.Get, ResultsPath(job!, query.PageSize, PollTime, pageToken)), GoogleCloudJson.Default.QueryResponseJson, token));
    }

    /// <summary>
    /// Starts a query; one that stops with its caller is awaited until its job is known, because otherwise it could not be stopped.
    /// </summary>
    private async Task<QueryResponseJson> StartAsync(BigQueryQuery query, RestRequest request, CancellationToken cancellationToken)
    {
        if (!query.StopsWithCaller) return await _rest.SendAsync(request, GoogleCloudJson.Default.QueryResponseJson, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _clock);
        using var asked = cancellationToken.Register(() => timeout.CancelAfter(StopTimeout));
        return await _rest.SendAsync(request, GoogleCloudJson.Default.QueryResponseJson, timeout.Token);
    }

    private async Task StopAsync(QueryResponseJson.JobReferenceJson job)
    {
        using var timeout = new CancellationTokenSource(StopTimeout, _clock);
        try
        {
            await CancelAsync(job, timeout.Token);
        }
        catch (Exception exception) when (exception is GoogleApiException or HttpRequestException or OperationCanceledException)
        {
            throw new TimeoutException($"Job {job.JobId} may still run: it could not be asked to stop ({exception.Message}).", exception);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private QueryRequestJson Request(BigQueryQuery query) => new()
    {
        Query = query.Sql,
        DefaultDataset = query.DefaultDataset is { } dataset ? new DatasetReference(ProjectId, dataset) : null,
        ParameterMode = query.Parameters.Count > 0 ? "NAMED" : null,
        QueryParameters = query.Parameters.Count > 0 ? [.. query.Parameters.Select(QueryRequestJson.QueryParameterJson.From)] : null,
        MaxResults = query.PageSize,
        TimeoutMs = (long)Min(query.Timeout, query.StopsWithCaller ? FirstPollTime : PollTime).TotalMilliseconds,
        MaximumBytesBilled = query.MaximumBytesBilled,
        UseQueryCache = query.UseQueryCache,
        DryRun = query.DryRun,
        Labels = query.Labels,
        RequestId = Guid.NewGuid().ToString(),
    };

    private string ResultsPath(QueryResponseJson.JobReferenceJson job, int pageSize, TimeSpan timeout, string? pageToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture,
            $"{_project}/queries/{Escape(job.JobId!)}?maxResults={pageSize}&timeoutMs={(long)timeout.TotalMilliseconds}&formatOptions.useInt64Timestamp=true");
        return path + Query("location", job.Location) + Query("pageToken", pageToken);
    }

    private static string Query(string name, string? value) => string.IsNullOrEmpty(value) ? string.Empty : $"&{name}={Escape(value)}";

    private async Task CancelAsync(QueryResponseJson.JobReferenceJson job, CancellationToken cancellationToken)
    {
        var location = string.IsNullOrEmpty(job.Location) ? string.Empty : $"?location={Escape(job.Location)}";
        using var response = await _rest.SendAsync(new RestRequest(HttpMethod.Post, $"{_project}/jobs/{Escape(job.JobId!)}/cancel{location}"), cancellationToken);
    }

    private async IAsyncEnumerable<ListJson> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? pageToken = null;
        do
        {
            var page = await _rest.SendAsync(
                new RestRequest(HttpMethod.Get, $"{path}?maxResults=1000{Query("pageToken", pageToken)}"), GoogleCloudJson.Default.ListJson, cancellationToken);
            yield return page;
            pageToken = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(pageToken));
    }

    private async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await _rest.SendAsync(new RestRequest(HttpMethod.Get, path), type, cancellationToken);
        }
        catch (GoogleApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    private Task<T> SendAsync<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type, string? ifMatch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        var request = new RestRequest(method, path) { Body = JsonSerializer.SerializeToUtf8Bytes(body, type), IfMatch = ifMatch };
        return _rest.SendAsync(request, type, cancellationToken);
    }

    private async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _rest.SendAsync(new RestRequest(HttpMethod.Delete, path), cancellationToken);
    }

    private string DatasetPath(string datasetId) => $"{_project}/datasets/{Escape(datasetId)}";

    private string TablePath(TableName table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return $"{DatasetPath(table.Dataset)}/tables/{Escape(table.Table)}";
    }
}
