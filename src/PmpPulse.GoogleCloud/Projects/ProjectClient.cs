using System.Text.Json;
using PmpPulse.GoogleCloud.Rest;

namespace PmpPulse.GoogleCloud.Projects;

/// <summary>
/// What an operator may ask about a project: Resource Manager
/// (<see href="https://cloud.google.com/resource-manager/reference/rest/v3/projects"/>), Service Usage
/// (<see href="https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchGet"/>) and Cloud Quotas
/// (<see href="https://cloud.google.com/docs/quotas/reference/rest/v1/projects.locations.quotaPreferences"/>). Thread-safe.
/// </summary>
/// <exception cref="GoogleApiException">Any call: Google refused it.</exception>
/// <exception cref="HttpRequestException">Any call: Google could not be reached.</exception>
/// <exception cref="GoogleCloudConfigurationException">Any call: there are no credentials.</exception>
public sealed class ProjectClient
{
    // Google's limit of services in one call
    private const int MaxServices = 30;

    private readonly RestClient _resourceManager;
    private readonly RestClient _serviceUsage;
    private readonly RestClient _quotas;
    private readonly string _projectId;

    internal ProjectClient(RestClient resourceManager, RestClient serviceUsage, RestClient quotas, string projectId)
    {
        _resourceManager = resourceManager;
        _serviceUsage = serviceUsage;
        _quotas = quotas;
        _projectId = projectId;
    }

    /// <summary>The project, and the time on Google's clock, from the answer's <c>Date</c> header, in whole seconds.</summary>
    public async Task<(Project Project, DateTimeOffset? Clock)> GetAsync(CancellationToken cancellationToken = default)
    {
        var request = new RestRequest(HttpMethod.Get, $"v3/projects/{_projectId}");
        using var response = await _resourceManager.SendAsync(request, cancellationToken);
        return (await _resourceManager.ReadAsync(request, response, GoogleCloudJson.Default.Project, cancellationToken), response.Headers.Date);
    }

    /// <summary>Those of the permissions that the caller has on the project.</summary>
    public async Task<IReadOnlySet<string>> TestPermissionsAsync(IReadOnlyList<string> permissions, CancellationToken cancellationToken = default)
    {
        var request = new RestRequest(HttpMethod.Post, $"v3/projects/{_projectId}:testIamPermissions")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new PermissionsJson(permissions), GoogleCloudJson.Default.PermissionsJson),
            IsRepeatable = true,
        };
        var held = await _resourceManager.SendAsync(request, GoogleCloudJson.Default.PermissionsJson, cancellationToken);
        return (held.Permissions ?? []).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Those of the APIs, such as <c>run.googleapis.com</c>, that are enabled.</summary>
    public async Task<IReadOnlySet<string>> EnabledServicesAsync(IReadOnlyList<string> services, CancellationToken cancellationToken = default)
    {
        var enabled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in services.Chunk(MaxServices))
        {
            var names = string.Join('&', some.Select(service => $"names={Uri.EscapeDataString($"projects/{_projectId}/services/{service}")}"));
            var answer = await _serviceUsage.SendAsync(
                new RestRequest(HttpMethod.Get, $"v1/projects/{_projectId}/services:batchGet?{names}"), GoogleCloudJson.Default.ServicesJson, cancellationToken);
            // their names carry the project's number, not its id
            enabled.UnionWith((answer.Services ?? []).Where(service => service.State == "ENABLED").Select(service => service.Name.Split('/')[^1]));
        }

        return enabled;
    }

    /// <summary>A preference of a quota, or null if there is none of that name.</summary>
    public async Task<QuotaPreference?> FindQuotaPreferenceAsync(string preferenceId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _quotas.SendAsync(
                new RestRequest(HttpMethod.Get, $"v1/projects/{_projectId}/locations/global/quotaPreferences/{Uri.EscapeDataString(preferenceId)}"),
                GoogleCloudJson.Default.QuotaPreference, cancellationToken);
        }
        catch (GoogleApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }
}
