using System.Net;
using PmpPulse.GoogleCloud.Rest;

namespace PmpPulse.GoogleCloud.Storage;

/// <summary>
/// Cloud Storage's JSON API (<see href="https://cloud.google.com/storage/docs/json_api"/>): writes small objects and checks whether they
/// exist. Thread-safe.
/// </summary>
/// <exception cref="GoogleApiException">Any call: Cloud Storage refused it.</exception>
/// <exception cref="HttpRequestException">Any call: Cloud Storage could not be reached.</exception>
/// <exception cref="GoogleCloudConfigurationException">Any call: there are no credentials.</exception>
public sealed class StorageClient
{
    private readonly RestClient _rest;

    internal StorageClient(RestClient rest) => _rest = rest;

    /// <summary>Whether the object exists.</summary>
    public async Task<bool> ExistsAsync(string bucket, string name, CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await _rest.SendAsync(
                new RestRequest(HttpMethod.Get, $"storage/v1/b/{Uri.EscapeDataString(bucket)}/o/{Uri.EscapeDataString(name)}?fields=generation"), cancellationToken);
            return true;
        }
        catch (GoogleApiException exception) when (exception.IsNotFound && exception.Message.Contains("No such object", StringComparison.OrdinalIgnoreCase))
        {
            // a missing bucket is answered 404 as well
            return false;
        }
    }

    /// <summary>Creates an object.</summary>
    /// <returns>False if one of that name already exists; it stays unchanged.</returns>
    public async Task<bool> TryCreateAsync(string bucket, string name, byte[] content, CancellationToken cancellationToken = default)
    {
        try
        {
            await UploadAsync(bucket, name, content, "&ifGenerationMatch=0", cancellationToken);
            return true;
        }
        catch (GoogleApiException exception) when (exception.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    /// <summary>Writes an object, replacing one of that name.</summary>
    public Task WriteAsync(string bucket, string name, byte[] content, CancellationToken cancellationToken = default) =>
        UploadAsync(bucket, name, content, "", cancellationToken);

    private async Task UploadAsync(string bucket, string name, byte[] content, string condition, CancellationToken cancellationToken)
    {
        var request = new RestRequest(HttpMethod.Post, $"upload/storage/v1/b/{Uri.EscapeDataString(bucket)}/o?uploadType=media&name={Uri.EscapeDataString(name)}{condition}")
        {
            Body = content,
            ContentType = "application/octet-stream",
            IsRepeatable = true,
        };
        using var response = await _rest.SendAsync(request, cancellationToken);
    }
}
