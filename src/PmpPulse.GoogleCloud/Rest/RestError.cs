using System.Net;
using System.Text.Json;

namespace PmpPulse.GoogleCloud.Rest;

/// <summary>Google's error body: <c>{"error":{"code":404,"message":"…","errors":[{"reason":"…"}],"status":"…"}}</c>.</summary>
internal sealed record RestError
{
    public RestErrorBody? Error { get; init; }

    public static GoogleApiException From(RestRequest request, HttpStatusCode status, byte[] body)
    {
        RestErrorBody? error = null;
        try
        {
            error = JsonSerializer.Deserialize(body, GoogleCloudJson.Default.RestError)?.Error;
        }
        catch (JsonException)
        {
            // a proxy's page, not Google's answer: the status has to do
        }

        var message = error?.Message ?? $"{request.Method} {request.Path} was answered {(int)status}.";
        return new GoogleApiException(status, error?.Errors is [{ Reason: var reason }, ..] ? reason : null, message);
    }
}
