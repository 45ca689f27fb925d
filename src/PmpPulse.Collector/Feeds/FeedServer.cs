using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PmpPulse.Collector.Http;

namespace PmpPulse.Collector.Feeds;

/// <summary>
/// One file on its publisher's server: requested over HTTP, conditionally if the server allows it, bounded in size. Thread-safe.
/// </summary>
internal sealed class FeedServer(Uri url, HostList hosts, long maxBytes, TimeProvider clock) : IDisposable
{
    private const int MaxRedirects = 5;
    private const int MaxReasonPhrase = 80;

    private readonly HttpClient _http = CheckedConnections.CreateClient(hosts);
    private readonly AuthenticationHeaderValue? _credentials = Credentials(url);

    /// <param name="validators">
    /// What the last version came with; <see cref="FeedValidators.None"/> requests the file unconditionally.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FeedException">The file can't be fetched.</exception>
    public async Task<ServerAnswer> GetAsync(FeedValidators validators, CancellationToken cancellationToken)
    {
        var target = url;
        for (var redirects = 0; ; redirects++)
        {
            using var request = Request(target, validators);
            using var response = await SendAsync(target, request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotModified && validators.Any) return new ServerAnswer(null, null, Now(), validators);
            if (!IsRedirect(response)) return await ReadAsync(response, cancellationToken);
            // a wait applies before the redirected request (RFC 9110, 10.2.3); the next poll starts over
            if (RetryAfter(response) is not null) ThrowUnlessOk(response);
            if (redirects == MaxRedirects) throw Refused($"redirects more than {MaxRedirects} times");
            target = Follow(target, response);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Uri target, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.InnerException is AddressRefusedException refusal)
        {
            throw new FeedException(FeedFailure.AddressRefused, refusal.Message, isTransient: false, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FeedException(
                FeedFailure.Unreachable, $"No connection to {target.IdnHost} within {CheckedConnections.Timeout.TotalSeconds:0} s.", isTransient: true, exception);
        }
        catch (HttpRequestException exception)
        {
            throw new FeedException(FeedFailure.Unreachable, Unreachability.Describe(target, exception), isTransient: true, exception);
        }
    }

    private HttpRequestMessage Request(Uri target, FeedValidators validators)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");
        request.Headers.UserAgent.ParseAdd("paris-mobility-pulse");
        if (hosts.IsOwn(target)) request.Headers.Authorization = _credentials;
        if (validators.EntityTag is { } tag) request.Headers.IfNoneMatch.Add(tag);
        request.Headers.IfModifiedSince = validators.LastModified;
        return request;
    }

    private static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;

    private Uri Follow(Uri from, HttpResponseMessage response)
    {
        var location = response.Headers.TryGetValues("Location", out var values) ? values.FirstOrDefault() : null;
        if (location is null || !Uri.TryCreate(from, location, out var target)) throw Refused($"answers {(int)response.StatusCode} without a usable address");
        return hosts.RedirectRefusal(from, target) is { } why ? throw Refused("sends a redirect that " + why) : target;
    }

    private static FeedException Refused(string what) => new(FeedFailure.RedirectRefused, $"The server {what}.", isTransient: false);

    private async Task<ServerAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ThrowUnlessOk(response);
        try
        {
            var body = await BoundedBody.ReadAsync(response.Content, maxBytes, cancellationToken);
            return new ServerAnswer(
                body, response.Content.Headers.ContentType?.MediaType, Now(), new FeedValidators(response.Headers.ETag, response.Content.Headers.LastModified));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw new FeedException(FeedFailure.BrokenOff, $"The answer broke off: {exception.Message}", isTransient: true, exception);
        }
    }

    private void ThrowUnlessOk(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.OK) return;
        var status = (int)response.StatusCode;
        var reason = status is 404 or 410 ? FeedFailure.NotFound : FeedFailure.HttpStatus;
        throw new FeedException(reason, $"The server answered {status}{Phrase(response)}.", isTransient: status is 408 or 425 or >= 500)
        {
            RetryAfter = RetryAfter(response),
        };
    }

    /// <summary>Measured by the server's clock if it sends one: ours may differ by more than the wait.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (response.Headers.Date ?? clock.GetUtcNow()),
            _ => ParseSeconds(response),
        };
        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>Accepts more seconds than .NET's parser, and fractions; anything else means no wait.</summary>
    private static TimeSpan ParseSeconds(HttpResponseMessage response)
    {
        var text = response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? values.LastOrDefault() : null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue))
            : TimeSpan.Zero;
    }

    // foreign text: one line of plain characters is enough to recognize it
    private static string Phrase(HttpResponseMessage response)
    {
        var phrase = string.Concat((response.ReasonPhrase ?? "").Take(MaxReasonPhrase).Select(c => c is >= ' ' and <= '~' ? c : '?')).Trim();
        return phrase.Length == 0 ? "" : " " + phrase;
    }

    /// <summary>A user and password in the address are sent as credentials (RFC 9110, 11.6.2), and appear nowhere else.</summary>
    private static AuthenticationHeaderValue? Credentials(Uri url) => url.UserInfo.Length == 0
        ? null
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));

    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
