using System.Text.Json.Serialization;

namespace PmpPulse.GoogleCloud.Projects;

/// <summary>A Google Cloud project.</summary>
/// <param name="Name"><c>projects/{number}</c>.</param>
/// <param name="ProjectId">Its id.</param>
/// <param name="State"><c>ACTIVE</c> or <c>DELETE_REQUESTED</c>.</param>
public sealed record Project(string? Name, string? ProjectId, string? State);

/// <summary>A quota with a stated preference.</summary>
/// <param name="QuotaConfig">What was wanted and what was granted.</param>
/// <param name="Reconciling">Google still decides on it.</param>
public sealed record QuotaPreference(QuotaConfig? QuotaConfig, bool Reconciling);

/// <summary>Values of a quota, in its own unit; null if Google did not say.</summary>
public sealed record QuotaConfig(
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long? PreferredValue,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long? GrantedValue);

internal sealed record PermissionsJson(IReadOnlyList<string>? Permissions);

internal sealed record ServicesJson(IReadOnlyList<ServiceJson>? Services);

internal sealed record ServiceJson(string Name, string? State);
