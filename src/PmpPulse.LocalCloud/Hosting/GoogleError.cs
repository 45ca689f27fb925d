using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>An error in the format of Google's REST APIs: <c>{"error":{"code":404,"message":"…","status":"NOT_FOUND"}}</c>.</summary>
internal sealed record GoogleError([property: JsonPropertyName("error")] GoogleErrorBody Error)
{
    /// <param name="code">HTTP status.</param>
    public static GoogleError Of(int code, string message) => new(new GoogleErrorBody(code, message, StatusName(code)));

    /// <summary>The default name in <c>google.rpc.Code</c> for an HTTP status.</summary>
    public static string StatusName(int code) => code switch
    {
        400 or 411 or 413 or 415 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ALREADY_EXISTS",
        412 => "FAILED_PRECONDITION",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        501 or 405 => "UNIMPLEMENTED",
        503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        < 500 => "FAILED_PRECONDITION",
        _ => "INTERNAL",
    };
}

/// <param name="Code">HTTP status.</param>
/// <param name="Status">The name in <c>google.rpc.Code</c>.</param>
internal sealed record GoogleErrorBody(
    [property: JsonPropertyName("code")] int Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("status")] string Status)
{
    /// <summary>The same error in the format that BigQuery's clients read; null for APIs that don't have it.</summary>
    [JsonPropertyName("errors")]
    public IReadOnlyList<GoogleErrorItem>? Errors { get; init; }

    /// <summary><c>google.rpc.ErrorInfo</c>: the machine-readable reason.</summary>
    [JsonPropertyName("details")]
    public IReadOnlyList<GoogleErrorReason>? Details { get; init; }
}

internal sealed record GoogleErrorItem(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("domain")] string Domain,
    [property: JsonPropertyName("reason")] string Reason);

/// <param name="Reason">Upper case, as in <c>google.rpc.ErrorInfo</c>.</param>
internal sealed record GoogleErrorReason(
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("domain")] string Domain)
{
    [JsonPropertyName("@type")]
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "type.googleapis.com/google.rpc.ErrorInfo";
}
