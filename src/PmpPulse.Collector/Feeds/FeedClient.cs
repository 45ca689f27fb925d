using System.Globalization;
using System.Net;
using PmpPulse.Contracts;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace PmpPulse.Collector.Feeds;

/// <summary>
/// Gets one feed over HTTP: gzip and brotli accepted, conditional where the server allows it, bounded in size and time, and asked again
/// after failures that pass. Thread-safe.
/// </summary>
internal sealed class FeedClient
{
    /// <summary>Carries the number of the retry, from 1: a test server must not take a retry for the next poll.</summary>
    public const string RetryHeader = "X-Retry-Attempt";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly CollectorOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<FeedClient> _logger;
    private readonly ResiliencePipeline _pipeline;

    public FeedClient(HttpClient http, CollectorOptions options, TimeProvider clock, ILogger<FeedClient> logger)
    {
        (_http, _options, _clock, _logger) = (http, options, clock, logger);
        _pipeline = BuildPipeline();
    }

    /// <param name="validators">What the last version came with; <see cref="FeedValidators.None"/> asks for the feed whatever it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FeedException">The feed failed, after all retries that made sense.</exception>
    public async Task<FeedAnswer> GetAsync(FeedValidators validators, CancellationToken cancellationToken)
    {
        var attempt = 0;
        FeedException? last = null;
        try
        {
            return await _pipeline.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        return await TryAsync(validators, attempt++, token);
                    }
                    catch (FeedException exception)
                    {
                        last = exception;
                        throw;
                    }
                },
                cancellationToken);
        }
        catch (TimeoutRejectedException exception) when (last is not null)
        {
            // what the feed said counts for more than that time ran out while waiting to ask it again
            throw new FeedException(last.Reason, $"{last.Message} Asked {attempt} times, until {exception.Timeout.TotalSeconds:0.###} s were over.",
                isTransient: true, exception);
        }
        catch (TimeoutRejectedException exception)
        {
            throw new FeedException(FeedFailure.Timeout, $"The feed did not answer within {exception.Timeout.TotalSeconds:0.###} s ({attempt} attempts).",
                isTransient: true, exception);
        }
    }

    private ResiliencePipeline BuildPipeline()
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = _clock };
        builder.AddTimeout(_options.TotalTimeout);
        if (_options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<FeedException>(e => e.IsTransient).Handle<TimeoutRejectedException>(),
                MaxRetryAttempts = _options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                // null leaves it to the backoff
                DelayGenerator = static arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is FeedException { RetryAfter: { } wait } ? wait < LongestDelay ? wait : LongestDelay : (TimeSpan?)null),
                OnRetry = arguments =>
                {
                    Log.FeedRetried(_logger, arguments.AttemptNumber + 1, arguments.Outcome.Exception!.Message);
                    return default;
                },
            });
        }

        return builder.AddTimeout(_options.AttemptTimeout).Build();
    }

    private async Task<FeedAnswer> TryAsync(FeedValidators validators, int attempt, CancellationToken cancellationToken)
    {
        using var request = Request(validators, attempt);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotModified && validators.Any)
            {
                return new FeedAnswer(null, Now(), validators, attempt + 1);
            }

            ThrowUnlessOk(response);
            var body = await ReadAsync(response, cancellationToken);
            var receivedAt = Now();
            return new FeedAnswer(
                Check(body), receivedAt, new FeedValidators(response.Headers.ETag, response.Content.Headers.LastModified), attempt + 1);
        }
        catch (Exception exception) when (exception is HttpRequestException or UriFormatException)
        {
            // the second: a redirect to what is no web address
            throw new FeedException(FeedFailure.Unreachable, $"The feed can't be reached: {exception.Message}", isTransient: true, exception);
        }
    }

    private HttpRequestMessage Request(FeedValidators validators, int attempt)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, _options.FeedUrl);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd("paris-mobility-pulse");
        if (validators.EntityTag is { } tag) request.Headers.IfNoneMatch.Add(tag);
        request.Headers.IfModifiedSince = validators.LastModified;
        if (attempt > 0) request.Headers.Add(RetryHeader, attempt.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private void ThrowUnlessOk(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.OK) return;
        var status = (int)response.StatusCode;
        var reason = status is 404 or 410 ? FeedFailure.NotFound : FeedFailure.HttpStatus;
        throw new FeedException(reason, $"The feed answered {status} {response.ReasonPhrase}.", isTransient: status is 408 or 425 or 429 or >= 500)
        {
            RetryAfter = response.Headers.RetryAfter switch
            {
                { Delta: { } wait } => wait,
                { Date: { } date } when date > _clock.GetUtcNow() => date - _clock.GetUtcNow(),
                _ => null,
            },
        };
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedBody.ReadAsync(response.Content, _options.MaxFeedBytes, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw new FeedException(FeedFailure.BrokenOff, $"The feed's answer broke off: {exception.Message}", isTransient: true, exception);
        }
    }

    /// <summary>
    /// The whole body must be a feed of stations of the kind asked for. What its single stations are is not judged: one that is odd must
    /// not cost the others.
    /// </summary>
    private FeedHeader Check(ReadOnlyMemory<byte> body)
    {
        var reading = FeedHeaderReader.Read(body);
        if (!reading.Succeeded)
        {
            throw reading.Error.Type switch
            {
                ReadErrors.Empty => new FeedException(FeedFailure.Empty, "The feed's body is empty.", isTransient: true),
                // cut off, or a gateway's error page: often gone a second later
                ReadErrors.NotJson or ReadErrors.NotUtf8 => new FeedException(FeedFailure.NotJson, $"The feed is no JSON: {reading.Error.Message}", isTransient: true),
                _ => new FeedException(FeedFailure.WrongShape, reading.Error.Message, isTransient: false),
            };
        }

        if (reading.Header.Kind is var kind && kind != FeedKind.Unknown && kind != _options.Kind.Feed)
        {
            throw new FeedException(FeedFailure.WrongKind, $"The feed is {kind}, not {_options.Kind.Feed}: check FEED_URL and FEED_KIND.", isTransient: false);
        }

        return reading.Header;
    }

    private DateTimeOffset Now()
    {
        var now = _clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
