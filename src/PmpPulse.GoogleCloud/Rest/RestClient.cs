using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.Credentials;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.Rest;

/// <summary>Sends JSON to a Google REST API: credentials, retries, errors as <see cref="GoogleApiException"/>.</summary>
internal sealed class RestClient(Uri root, GoogleAccessTokens? tokens, TimeProvider clock, ILogger logger, TimeSpan? attemptTimeout = null, string? emulatorKey = null) : IDisposable
{
    private const int MaxAttempts = 5;

    // a query is polled every ten seconds, so every request that is answered at all is answered soon
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(60);

    // total of the waits that answers ask for; longer ones are reported to the operator instead
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), Random.Shared.NextDouble);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _attemptTimeout = attemptTimeout ?? AttemptTimeout;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = ConnectTimeout,
        AutomaticDecompression = DecompressionMethods.GZip,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // no Google API redirects: that is a login page, and following it would make its 200 look like Google's
        AllowAutoRedirect = false,
    })
    {
        // an attempt's timeout is measured by the given clock
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request and reads its JSON answer.</summary>
    public async Task<T> SendAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken);
        return await ReadAsync(request, response, type, cancellationToken);
    }

    /// <summary>Reads the JSON of an answer.</summary>
    /// <exception cref="GoogleApiException">It is not JSON.</exception>
    public async Task<T> ReadAsync<T>(RestRequest request, HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        // it is in memory already
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new GoogleApiException(response.StatusCode, null, RestError.Foreign(response, body), exception)
            {
                Call = Call(request),
                IsForeign = true,
                EmulatorKey = emulatorKey,
            };
        }
    }

    /// <summary>Sends a request; the caller reads and disposes the answer's body.</summary>
    /// <exception cref="GoogleApiException">The API refused it.</exception>
    /// <exception cref="HttpRequestException">
    /// It could not be reached, or its answer broke off or did not come in time; the message names the request.
    /// </exception>
    /// <exception cref="GoogleCloudConfigurationException">There are no credentials.</exception>
    public async Task<HttpResponseMessage> SendAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var waited = TimeSpan.Zero;
        for (var attempt = 1; ; attempt++)
        {
            string problem;
            var asked = TimeSpan.Zero;
            try
            {
                return await SendOnceAsync(request, cancellationToken);
            }
            catch (GoogleApiException exception) when (attempt < MaxAttempts && waited + (exception.RetryAfter ?? TimeSpan.Zero) <= MaxWait && IsTransient(exception, request))
            {
                problem = exception.Message;
                asked = exception.RetryAfter ?? TimeSpan.Zero;
            }
            catch (HttpRequestException exception) when (attempt < Attempts(exception) && !cancellationToken.IsCancellationRequested && IsBroken(exception, request))
            {
                problem = exception.Message;
            }

            var wait = _backoff.Delay(attempt - 1);
            if (wait < asked) wait = asked;
            logger.RestRetry(request.Method, request.Path, problem, wait);
            await Task.Delay(wait, clock, cancellationToken);
            waited += wait;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(RestRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(root, request.Path));
        // an empty POST has a content type, too: without that and without a token it could be any web page's, and LocalCloud refuses it
        if ((request.Body ?? (request.Method == HttpMethod.Post ? [] : null)) is { } body)
        {
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(request.ContentType) } };
        }

        if (request.IfMatch is { } etag)
        {
            // Google's ETags come with and without quotes; they are sent back unchanged
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

        var response = await AnswerAsync(request, message, cancellationToken);
        // a login page comes with 200; if the answer is not read, it would pass for success
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType is not "text/html")
        {
            return response;
        }

        using (response)
        {
            throw RestError.From(Call(request), emulatorKey, response, await response.Content.ReadAsByteArrayAsync(cancellationToken), clock.GetUtcNow());
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(RestRequest request, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_attemptTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // including its body: one that breaks off or never ends is a failed attempt too
            return await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, both.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw timeout.IsCancellationRequested
                ? new HttpRequestException(HttpRequestError.Unknown, $"{Call(request)}: no answer within {_attemptTimeout.TotalSeconds:0} s", new TimeoutException(null, exception))
                : new HttpRequestException(HttpRequestError.ConnectionError, $"{Call(request)}: no connection within {ConnectTimeout.TotalSeconds:0} s", exception);
        }
        catch (HttpRequestException exception)
        {
            // .NET's messages for these name neither the problem nor who caused it
            var (error, why) = exception.HttpRequestError switch
            {
                HttpRequestError.SecureConnectionError => (exception.HttpRequestError, exception.GetBaseException().Message),
                HttpRequestError.ResponseEnded or HttpRequestError.Unknown => (HttpRequestError.ResponseEnded, "the answer broke off"),
                _ => (exception.HttpRequestError, exception.Message),
            };
            throw new HttpRequestException(error, $"{Call(request)}: {why}", exception);
        }
    }

    private string Call(RestRequest request) => $"{request.Method} {root.Authority}/{request.Path.Split('?')[0]}";

    // a request refused because of load was not carried out; after other server errors only repeatable requests may be repeated
    private static bool IsTransient(GoogleApiException exception, RestRequest request) =>
        exception.StatusCode is HttpStatusCode.TooManyRequests
        || exception.Reason is "rateLimitExceeded"
        || (request.IsRepeatable && exception.StatusCode is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);

    // after such a long wait in vain there is one more try
    private static int Attempts(HttpRequestException exception) => exception.InnerException is TimeoutException ? 2 : MaxAttempts;

    private static bool IsBroken(HttpRequestException exception, RestRequest request) =>
        exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        // a certificate that is not trusted now is not trusted in a second either
        || (request.IsRepeatable && exception.HttpRequestError is not HttpRequestError.SecureConnectionError);
}
