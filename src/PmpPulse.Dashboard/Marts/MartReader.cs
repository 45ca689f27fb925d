using System.Net;
using PmpPulse.Contracts.Topology;
using PmpPulse.Dashboard.Configuration;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Marts;

/// <summary>Runs the page's queries, each bounded in time and in bytes billed.</summary>
internal sealed class MartReader(BigQueryClient bigQuery, DashboardOptions options, ILogger<MartReader> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "pmp-dashboard" };
    private long _queries;
    private long _bytes;

    /// <summary>Queries sent since the start.</summary>
    public long Queries => Interlocked.Read(ref _queries);

    /// <summary>Bytes that the warehouse read for them.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Reads a mart; a failure is a state, never an exception, because the page outlives its warehouse.</summary>
    public async Task<(ReadingState State, IReadOnlyList<T> Rows)> ReadAsync<T>(
        MartQuery query, Func<BigQueryRow, T> read, IReadOnlyList<QueryParameter> parameters, CancellationToken cancellationToken)
    {
        try
        {
            Interlocked.Increment(ref _queries);
            DashboardTelemetry.CountQuery(query.Mart);
            var results = await bigQuery.QueryAsync(
                new BigQueryQuery(query.Sql)
                {
                    Parameters = [QueryParameter.String("system", options.SystemId), .. parameters],
                    DefaultDataset = SharedNames.MartsDataset,
                    MaximumBytesBilled = options.MaxBytesBilled,
                    Timeout = Timeout,
                    Labels = Labels,
                },
                cancellationToken);
            Interlocked.Add(ref _bytes, results.TotalBytesProcessed);
            var rows = new List<T>();
            await foreach (var row in results.ReadRowsAsync(cancellationToken)) rows.Add(read(row));
            return (ReadingState.Ok, rows);
        }
        catch (Exception exception) when (exception is GoogleApiException or HttpRequestException or GoogleCloudConfigurationException or TimeoutException or OperationCanceledException or InvalidCastException or KeyNotFoundException)
        {
            var state = StateOf(exception);
            if (state == ReadingState.Missing) Log.MartMissing(logger, query.Mart, exception.Message);
            else Log.MartNotRead(logger, query.Mart, state, exception.Message);
            return (state, []);
        }
    }

    private static ReadingState StateOf(Exception exception) => exception switch
    {
        GoogleApiException { IsNotFound: true } => ReadingState.Missing,
        GoogleApiException { Reason: "notFound" } => ReadingState.Missing,
        GoogleApiException { Reason: "bytesBilledLimitExceeded" } => ReadingState.TooDear,
        GoogleApiException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => ReadingState.Forbidden,
        GoogleApiException { StatusCode: >= HttpStatusCode.InternalServerError } or GoogleApiException { IsForeign: true } => ReadingState.Unreachable,
        HttpRequestException or TimeoutException or OperationCanceledException or GoogleCloudConfigurationException => ReadingState.Unreachable,
        _ => ReadingState.Failed,
    };
}
