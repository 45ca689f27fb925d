using System.Text.Json;

namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>
/// A target's explanation of its failure: the reason and detail of a problem document (RFC 9457), or an excerpt of any other response.
/// </summary>
internal static class AnswerReason
{
    private const int MaxBytes = 8 * 1024;
    private const int MaxLength = 500;

    /// <summary>Null if there is no explanation, or if it can't be read in time.</summary>
    public static async Task<string?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[MaxBytes];
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            var length = await body.ReadAtLeastAsync(buffer, MaxBytes, throwOnEndOfStream: false, cancellationToken);
            return Of(buffer.AsMemory(0, length));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static string? Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            string? Text(string name) =>
                json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value)
                    && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
            if ((Text("reason"), Text("detail")) is not (null, null) and var (reason, detail))
            {
                return Cut(string.Join(": ", new[] { reason, detail }.OfType<string>()));
            }
        }
        catch (JsonException)
        {
            // treat it as plain text
        }

        var text = System.Text.Encoding.UTF8.GetString(body.Span).Trim();
        return text.Length == 0 ? null : Cut(text);
    }

    private static string Cut(string text) => text.Length <= MaxLength ? text : $"{text[..MaxLength]}…";
}
