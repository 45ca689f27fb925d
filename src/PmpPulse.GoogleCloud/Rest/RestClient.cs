using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.Credentials;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.Rest;

/// <summary>Sends JSON to a Google REST API: credentials, retries, errors as <see cref="GoogleApiException"/>.</summary>
internal sealed class RestClient(Uri root, GoogleAccessTokens? tokens, TimeProvider timeProvider, ILogger logger, TimeSpan? attemptTimeout = null) : IDisposable
{
    private const int MaxAttempts = 5;

    // a query is asked for again every ten seconds, so nothing takes long that is answered at all
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(60);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), Random.Shared.NextDouble);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        AutomaticDecompression = DecompressionMethods.GZip,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = attemptTimeout ?? AttemptTimeout,
    };

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request and reads its JSON answer.</summary>
    public async Task<T> SendAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new GoogleApiException(response.StatusCode, null, $"{request.Method} {request.Path}: the answer is not the JSON expected: {exception.Message}", exception);
        }
    }

    /// <summary>Sends a request; the answer's body is the caller's to read and dispose.</summary>
    /// <exception cref="GoogleApiException">The API refused it.</exception>
    /// <exception cref="HttpRequestException">It could not be reached.</exception>
    /// <exception cref="GoogleCloudConfigurationException">There are no credentials.</exception>
    public async Task<HttpResponseMessage> SendAsync(RestRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            string problem;
            try
            {
                return await SendOnceAsync(request, cancellationToken);
            }
            catch (GoogleApiException exception) when (attempt < MaxAttempts && IsPassing(exception, request))
            {
                problem = exception.Message;
            }
            catch (Exception exception) when (attempt < MaxAttempts && !cancellationToken.IsCancellationRequested && IsBroken(exception, request))
            {
                problem = exception.Message;
            }

            var wait = _backoff.Delay(attempt - 1);
            logger.RestRetry(request.Method, request.Path, problem, wait);
            await Task.Delay(wait, timeProvider, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(RestRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(root, request.Path));
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(request.ContentType) } };
        }

        if (request.IfMatch is { } etag)
        {
            // Google's ETags come with and without quotes; they go back as they came
            message.Headers.TryAddWithoutValidation("If-Match", etag);
        }

        if (tokens is not null)
        {
            var token = await tokens.GetAsync(root.ToString(), cancellationToken);
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
            if (token.QuotaProject is { } project)
            {
                message.Headers.Add(AccessToken.QuotaProjectHeader, project);
            }
        }

        // with its body: one that breaks off or never ends is a failed attempt too
        var response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw RestError.From(request, response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
    }

    // a request that was refused for load was not carried out; after other server errors only what is repeatable may be repeated
    private static bool IsPassing(GoogleApiException exception, RestRequest request) =>
        exception.StatusCode is HttpStatusCode.TooManyRequests
        || exception.Reason is "rateLimitExceeded"
        || (request.IsRepeatable && exception.StatusCode is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);

    private static bool IsBroken(Exception exception, RestRequest request) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true,
        HttpRequestException or TaskCanceledException => request.IsRepeatable,
        _ => false,
    };
}
