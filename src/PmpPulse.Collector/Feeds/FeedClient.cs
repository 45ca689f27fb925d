using PmpPulse.Collector.Http;
using PmpPulse.Contracts;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace PmpPulse.Collector.Feeds;

/// <summary>
/// Gets the feed of one poll: asked again after failures that pass, within the time that a poll has, and not at all while its server wants
/// to be left alone. Thread-safe.
/// </summary>
internal sealed class FeedClient
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly FeedServer _server;
    private readonly CollectorOptions _options;
    private readonly ILogger<FeedClient> _logger;
    private readonly ResiliencePipeline _pipeline;

    public FeedClient(FeedServer server, CollectorOptions options, TimeProvider clock, ILogger<FeedClient> logger)
    {
        (_server, _options, _logger) = (server, options, logger);
        _pipeline = BuildPipeline(clock);
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
                        var answer = await _server.GetAsync(validators, attempt++, token);
                        return new FeedAnswer(answer.Body is { } body ? Check(body, answer.ContentType) : null, answer.ReceivedAt, answer.Validators, attempt);
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
            throw new FeedException(last.Reason, $"{last.Message} Asked {attempt} times, until {exception.Timeout.TotalSeconds:0.###} s were over (FEED_TOTAL_TIMEOUT).",
                isTransient: true, exception)
            { Body = last.Body };
        }
        catch (TimeoutRejectedException exception)
        {
            var setting = exception.Timeout == _options.AttemptTimeout ? "FEED_TIMEOUT" : "FEED_TOTAL_TIMEOUT";
            throw new FeedException(FeedFailure.Timeout, $"The feed did not answer within {exception.Timeout.TotalSeconds:0.###} s ({setting}), asked {attempt} times.",
                isTransient: true, exception);
        }
    }

    private ResiliencePipeline BuildPipeline(TimeProvider clock)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock };
        builder.AddTimeout(_options.TotalTimeout);
        if (_options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                // a server that says when to come again is not asked before
                ShouldHandle = new PredicateBuilder().Handle<FeedException>(e => e.IsTransient && e.RetryAfter is null).Handle<TimeoutRejectedException>(),
                MaxRetryAttempts = _options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                OnRetry = arguments =>
                {
                    Log.FeedRetried(_logger, arguments.AttemptNumber + 1, arguments.Outcome.Exception!.Message);
                    return default;
                },
            });
        }

        return builder.AddTimeout(_options.AttemptTimeout).Build();
    }

    /// <summary>
    /// The whole body must be a feed of stations of the kind asked for. What its single stations are is not judged: one that is odd must
    /// not cost the others.
    /// </summary>
    private FeedHeader Check(ReadOnlyMemory<byte> body, string? contentType)
    {
        var reading = FeedHeaderReader.Read(body);
        if (!reading.Succeeded)
        {
            throw reading.Error.Type switch
            {
                ReadErrors.Empty => new FeedException(FeedFailure.Empty, "The feed's body is empty.", isTransient: true),
                // cut off, or a gateway's error page: often gone a second later
                ReadErrors.NotJson or ReadErrors.NotUtf8 =>
                    new FeedException(FeedFailure.NotJson, $"The feed is not JSON but {Describe(body.Span, contentType)}: {reading.Error.Message}", isTransient: true) { Body = body },
                _ => new FeedException(FeedFailure.WrongShape, reading.Error.Message, isTransient: false) { Body = body },
            };
        }

        if (reading.Header.Kind is var kind && kind != FeedKind.Unknown && kind != _options.Kind.Feed)
        {
            throw new FeedException(FeedFailure.WrongKind, $"The feed is {kind}, not {_options.Kind.Feed}: check FEED_URL and FEED_KIND.", isTransient: false);
        }

        return reading.Header;
    }

    private static string Describe(ReadOnlySpan<byte> body, string? contentType)
    {
        var start = body.TrimStart(" \t\r\n"u8);
        if (start.StartsWith("<"u8)) return contentType == "text/html" || start.StartsWith("<!"u8) || start.StartsWith("<h"u8) ? "a web page (HTML)" : "XML";
        return start[0] is (byte)'{' or (byte)'[' ? "broken or cut off" : "other text";
    }
}
