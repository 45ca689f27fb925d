using System.Text.Json.Serialization;

namespace PmpPulse.GoogleCloud.CloudRun;

/// <summary>
/// A Cloud Run service, the parts this system reads
/// (<see href="https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services"/>).
/// </summary>
public sealed record CloudRunService
{
    /// <summary><c>projects/…/locations/…/services/…</c>.</summary>
    public string? Name { get; init; }

    public CloudRunTemplate? Template { get; init; }

    /// <summary>Whether it is ready to serve, or why not.</summary>
    public CloudRunCondition? TerminalCondition { get; init; }

    /// <summary>A setting of its container; null if it has none of that name.</summary>
    public string? Setting(string name) =>
        Template?.Containers?.SelectMany(container => container.Env ?? []).FirstOrDefault(variable => variable.Name == name)?.Value;

    /// <summary>The image it runs; null if the answer has none.</summary>
    [JsonIgnore]
    public string? Image => Template?.Containers is [{ Image: var image }, ..] ? image : null;
}

/// <summary>What each instance of a service is made from.</summary>
public sealed record CloudRunTemplate(IReadOnlyList<CloudRunContainer>? Containers);

/// <summary>A container of a service.</summary>
public sealed record CloudRunContainer(string? Image, IReadOnlyList<CloudRunVariable>? Env);

/// <summary>A setting of a container.</summary>
public sealed record CloudRunVariable(string Name, string? Value);

/// <summary>What Cloud Run says of a resource.</summary>
/// <param name="State"><c>CONDITION_SUCCEEDED</c>, <c>CONDITION_FAILED</c>, <c>CONDITION_RECONCILING</c>, …</param>
/// <param name="Message">Why, in words.</param>
public sealed record CloudRunCondition(string? State, string? Message)
{
    [JsonIgnore]
    public bool Failed => State == "CONDITION_FAILED";
}
