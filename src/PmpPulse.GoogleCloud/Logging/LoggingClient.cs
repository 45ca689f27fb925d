using System.Runtime.CompilerServices;
using System.Text.Json;
using PmpPulse.GoogleCloud.Rest;

namespace PmpPulse.GoogleCloud.Logging;

/// <summary>
/// Cloud Logging's <c>entries.list</c> (<see href="https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list"/>).
/// Thread-safe.
/// </summary>
/// <exception cref="GoogleApiException">Any call: Logging refused it.</exception>
/// <exception cref="HttpRequestException">Any call: Logging could not be reached.</exception>
/// <exception cref="GoogleCloudConfigurationException">Any call: there are no credentials.</exception>
public sealed class LoggingClient
{
    private const int PageSize = 1000;

    private readonly RestClient _rest;
    private readonly string _projectId;

    internal LoggingClient(RestClient rest, string projectId)
    {
        _rest = rest;
        _projectId = projectId;
    }

    /// <summary>Entries that match a filter, page by page as they are read.</summary>
    /// <param name="filter">In Logging's query language.</param>
    /// <param name="newestFirst">The order; the oldest come first otherwise.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async IAsyncEnumerable<LogEntry> ListAsync(
        string filter, bool newestFirst, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? pageToken = null;
        do
        {
            var request = new LogListRequestJson
            {
                ResourceNames = [$"projects/{_projectId}"],
                Filter = filter,
                OrderBy = newestFirst ? "timestamp desc" : "timestamp asc",
                PageSize = PageSize,
                PageToken = pageToken,
            };
            var page = await _rest.SendAsync(
                new RestRequest(HttpMethod.Post, "v2/entries:list")
                {
                    Body = JsonSerializer.SerializeToUtf8Bytes(request, GoogleCloudJson.Default.LogListRequestJson),
                    IsRepeatable = true,
                },
                GoogleCloudJson.Default.LogListJson,
                cancellationToken);
            foreach (var entry in page.Entries ?? [])
            {
                yield return entry;
            }

            pageToken = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(pageToken));
    }
}
