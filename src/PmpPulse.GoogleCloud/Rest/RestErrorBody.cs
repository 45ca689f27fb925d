using System.Text.Json;

namespace PmpPulse.GoogleCloud.Rest;

internal sealed record RestErrorBody
{
    public string? Message { get; init; }

    /// <summary>Such as <c>PERMISSION_DENIED</c>; the older APIs, BigQuery and Storage, leave it out.</summary>
    public string? Status { get; init; }

    /// <summary>Reasons of the older APIs.</summary>
    public IReadOnlyList<RestErrorItem>? Errors { get; init; }

    /// <summary>Messages of types named by <c>@type</c>.</summary>
    public IReadOnlyList<JsonElement>? Details { get; init; }
}
