using System.Net;
using System.Text.Json;
using PmpPulse.GoogleCloud.Rest;

namespace PmpPulse.GoogleCloud.CloudRun;

/// <summary>
/// Cloud Run's admin REST API v2 in one project and region
/// (<see href="https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services"/>), the part that an operator needs:
/// reading services, switching the worker pool. Thread-safe.
/// </summary>
/// <exception cref="GoogleApiException">Any call: Cloud Run refused it.</exception>
/// <exception cref="HttpRequestException">Any call: Cloud Run could not be reached.</exception>
/// <exception cref="GoogleCloudConfigurationException">Any call: there are no credentials.</exception>
public sealed class CloudRunClient
{
    private readonly RestClient _rest;

    internal CloudRunClient(RestClient rest, string projectId, string region)
    {
        _rest = rest;
        Parent = $"projects/{projectId}/locations/{region}";
    }

    /// <summary><c>projects/{project}/locations/{region}</c>.</summary>
    public string Parent { get; }

    /// <summary>The service, or null where there is none.</summary>
    public async Task<CloudRunService?> FindServiceAsync(string serviceId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _rest.SendAsync(
                new RestRequest(HttpMethod.Get, $"v2/{Parent}/services/{Uri.EscapeDataString(serviceId)}"),
                GoogleCloudJson.Default.CloudRunService, cancellationToken);
        }
        catch (GoogleApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>The worker pool, or null where there is none.</summary>
    public async Task<CloudRunWorkerPool?> FindWorkerPoolAsync(string poolId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _rest.SendAsync(
                new RestRequest(HttpMethod.Get, PoolPath(poolId)), GoogleCloudJson.Default.CloudRunWorkerPool, cancellationToken);
        }
        catch (GoogleApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// Requests a number of instances. Cloud Run starts and stops them in the next seconds; the operation in its answer can be
    /// read by the project's operators only, so nothing waits for it.
    /// </summary>
    public async Task SetInstanceCountAsync(string poolId, int instances, CancellationToken cancellationToken = default)
    {
        var pool = new CloudRunWorkerPool { Scaling = new CloudRunWorkerPoolScaling(instances) };
        var operation = await _rest.SendAsync(
            new RestRequest(HttpMethod.Patch, $"{PoolPath(poolId)}?updateMask=scaling.manualInstanceCount")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(pool, GoogleCloudJson.Default.CloudRunWorkerPool),
                IsRepeatable = true,
            },
            GoogleCloudJson.Default.CloudRunOperation,
            cancellationToken);
        if (operation.Error is { } error)
        {
            throw new GoogleApiException(HttpStatusCode.Conflict, null, $"Cloud Run could not scale {poolId}: {error.Message ?? $"code {error.Code}"}");
        }
    }

    private string PoolPath(string poolId) => $"v2/{Parent}/workerPools/{Uri.EscapeDataString(poolId)}";
}
