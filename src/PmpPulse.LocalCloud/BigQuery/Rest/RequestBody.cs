using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud.BigQuery.Rest;

/// <summary>Reads JSON bodies, and answers malformed ones in BigQuery's format.</summary>
internal static class RequestBody
{
    /// <param name="request">The request.</param>
    /// <param name="type">The body's type.</param>
    /// <param name="cancellationToken">Aborts the read.</param>
    /// <param name="maxBytes">Maximum size of the decompressed body.</param>
    public static async ValueTask<T> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken, long maxBytes = KestrelSetup.MaxRequestBodyBytes)
    {
        await using var body = new LimitedStream(Unpacked(request), maxBytes);
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken)
                ?? throw BigQueryException.Invalid("Required parameter is missing: the request has no body.");
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
        catch (InvalidDataException)
        {
            throw new BigQueryException(400, "parseError", "The request body is not valid gzip, although its Content-Encoding says so.");
        }
    }

    public static BigQueryException Malformed(JsonException error) => new(
        400,
        "parseError",
        $"Invalid JSON payload received. {(string.IsNullOrEmpty(error.Path) ? "Parse error" : $"Invalid value at '{error.Path.TrimStart('$', '.')}'")}.");

    /// <summary>Google's .NET and Java clients gzip their requests.</summary>
    private static Stream Unpacked(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToUpperInvariant() switch
    {
        "" or "IDENTITY" => request.Body,
        "GZIP" => new GZipStream(request.Body, CompressionMode.Decompress),
        _ => throw new BigQueryException(
            415, "unsupportedMediaType", $"Content-Encoding '{request.Headers.ContentEncoding}' is not supported: use gzip or none."),
    };
}
