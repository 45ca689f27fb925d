using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PmpPulse.LocalCloud.BigQuery.Rest;

/// <summary>Reads JSON bodies; what is none is answered in BigQuery's shape.</summary>
internal static class RequestBody
{
    public static async ValueTask<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, cancellation)
                ?? throw BigQueryException.Invalid("Required parameter is missing: the request has no body.");
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    public static BigQueryException Malformed(JsonException error) => new(
        400, "parseError", $"Invalid JSON payload received. {(string.IsNullOrEmpty(error.Path) ? "Parse error" : $"Invalid value at '{error.Path.TrimStart('$', '.')}'")}.");
}
