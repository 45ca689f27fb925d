using System.Text;
using System.Text.Json;

namespace PmpPulse.GoogleCloud.Rest;

/// <summary>
/// Google's error body: <c>{"error":{"code":404,"message":"…","errors":[{"reason":"…"}],"status":"…","details":[…]}}</c>.
/// </summary>
internal sealed record RestError
{
    private const string ErrorInfoType = "type.googleapis.com/google.rpc.ErrorInfo";
    private const int ShownOfForeign = 80;

    public RestErrorBody? Error { get; init; }

    /// <param name="call">Method, host and path of the request.</param>
    /// <param name="emulatorKey">The setting that sends it elsewhere than to Google; null if none does.</param>
    /// <param name="response">The answer.</param>
    /// <param name="body">Its body.</param>
    /// <param name="now">The time from which a <c>Retry-After</c> date counts.</param>
    public static GoogleApiException From(string call, string? emulatorKey, HttpResponseMessage response, byte[] body, DateTimeOffset now)
    {
        var error = Parse(body);
        return new GoogleApiException(
            response.StatusCode, error?.Errors is [{ Reason: var reason }, ..] ? reason : null, error?.Message ?? Foreign(response, body))
        {
            Call = call,
            Status = error?.Status,
            Info = error?.Details?.Select(Info).FirstOrDefault(info => info is not null),
            RetryAfter = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - now : null,
            IsForeign = error?.Message is null,
            EmulatorKey = emulatorKey,
        };
    }

    /// <summary>Describes an answer that is not Google's.</summary>
    public static string Foreign(HttpResponseMessage response, byte[] body)
    {
        if (response.Headers.Location is { } location) return $"it was sent on to {location}, which no Google API does";
        if (body.Length == 0) return "the answer is empty";
        var text = string.Join(' ', Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 4 * ShownOfForeign)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"the answer is not the JSON of a Google API ({response.Content.Headers.ContentType?.MediaType ?? "no type"}): {(text.Length > ShownOfForeign ? $"{text[..ShownOfForeign]}…" : text)}";
    }

    private static RestErrorBody? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, GoogleCloudJson.Default.RestError)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static GoogleErrorInfo? Info(JsonElement detail)
    {
        if (detail.ValueKind != JsonValueKind.Object || Text(detail, "@type") != ErrorInfoType || Text(detail, "reason") is not { } reason) return null;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (detail.TryGetProperty("metadata", out var pairs) && pairs.ValueKind == JsonValueKind.Object)
        {
            foreach (var pair in pairs.EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String)) metadata[pair.Name] = pair.Value.GetString()!;
        }

        return new GoogleErrorInfo(reason, metadata);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
