using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>An error as Google's REST APIs answer it: <c>{"error":{"code":404,"message":"…","status":"NOT_FOUND"}}</c>.</summary>
internal sealed record GoogleError([property: JsonPropertyName("error")] GoogleErrorBody Error)
{
    /// <param name="code">HTTP status.</param>
    public static GoogleError Of(int code, string message) => new(new GoogleErrorBody(code, message, StatusName(code)));

    /// <summary>The name in <c>google.rpc.Code</c> that an HTTP status stands for where nothing says more.</summary>
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
/// <param name="Status">Name in <c>google.rpc.Code</c>.</param>
internal sealed record GoogleErrorBody(
    [property: JsonPropertyName("code")] int Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("status")] string Status)
{
    /// <summary>The same as BigQuery's clients read it; null where a REST API is meant that has none.</summary>
    [JsonPropertyName("errors")]
    public IReadOnlyList<GoogleErrorItem>? Errors { get; init; }

    /// <summary><c>google.rpc.ErrorInfo</c>: the error's name for machines.</summary>
    [JsonPropertyName("details")]
    public IReadOnlyList<GoogleErrorReason>? Details { get; init; }
}

internal sealed record GoogleErrorItem(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("domain")] string Domain,
    [property: JsonPropertyName("reason")] string Reason);

/// <param name="Reason">In upper case, as <c>google.rpc.ErrorInfo</c> has it.</param>
internal sealed record GoogleErrorReason(
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("domain")] string Domain)
{
    [JsonPropertyName("@type")]
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "type.googleapis.com/google.rpc.ErrorInfo";
}
