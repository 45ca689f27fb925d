using System.Text.Json.Serialization;

namespace PmpPulse.ServiceDefaults;

/// <summary>An error answer as <see href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</see> has it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Reason">Our own stable name of the error, such as <c>token_expired</c>; for machines.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record Problem(int Status, string Reason, string Detail)
{
    [JsonPropertyOrder(-2)]
    public string Type { get; } = "about:blank";

    /// <summary>The status's phrase, as RFC 9457 asks of <c>about:blank</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Title => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(Status);
}
