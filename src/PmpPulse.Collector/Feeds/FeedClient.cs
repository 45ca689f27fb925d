using PmpPulse.Contracts.Json;
using PmpPulse.Feeds;
using PmpPulse.Feeds.Gbfs;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace PmpPulse.Collector.Feeds;

/// <summary>
/// Gets the feed of one poll: retries transient failures within the poll's time, and sends no request while its server has asked
/// for a wait. Thread-safe.
/// </summary>
internal sealed class FeedClient
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly FeedServer _server;
    private readonly FeedWait _wait;
    private readonly CollectorOptions _options;
    private readonly ILogger<FeedClient> _logger;
    private readonly ResiliencePipeline _pipeline;

    public FeedClient(FeedServer server, FeedWait wait, CollectorOptions options, TimeProvider clock, ILogger<FeedClient> logger)
    {
        (_server, _wait, _options, _logger) = (server, wait, options, logger);
        _pipeline = BuildPipeline(clock);
    }

    /// <param name="validators">
    /// What the last version came with; <see cref="FeedValidators.None"/> requests the feed unconditionally.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FeedException">The feed failed, after all retries that made sense.</exception>
    public async Task<FeedAnswer> GetAsync(FeedValidators validators, CancellationToken cancellationToken)
    {
        var poll = new Poll(validators);
        try
        {
            return await _pipeline.ExecuteAsync(async token => await TryAsync(poll, token), cancellationToken);
        }
        catch (Exception exception) when (exception is FeedException or TimeoutRejectedException && poll.CutOff is not null)
        {
            // the whole feed isn't available, and a part is better than nothing
            return poll.CutOff with { Attempts = poll.Attempts };
        }
        catch (TimeoutRejectedException exception) when (poll.Failure is { } last)
        {
            // the feed's own failure matters more than the time that ran out while waiting to retry
            throw new FeedException(
                last.Reason,
                $"{last.Message} Requested {poll.Attempts} times within {exception.Timeout.TotalSeconds:0.###} s (FEED_TOTAL_TIMEOUT).",
                isTransient: true,
                exception)
            { Body = last.Body };
        }
        catch (TimeoutRejectedException exception)
        {
            var setting = exception.Timeout == _options.AttemptTimeout ? "FEED_TIMEOUT" : "FEED_TOTAL_TIMEOUT";
            throw new FeedException(
                FeedFailure.Timeout,
                $"The feed did not answer within {exception.Timeout.TotalSeconds:0.###} s ({setting}), requested {poll.Attempts} times.",
                isTransient: true,
                exception);
        }
    }

    /// <summary>The requests of one poll.</summary>
    private sealed class Poll(FeedValidators validators)
    {
        public FeedValidators Validators { get; } = validators;

        public int Attempts { get; set; }

        /// <summary>The last request's failure.</summary>
        public FeedException? Failure { get; set; }

        /// <summary>A truncated feed.</summary>
        public FeedAnswer? CutOff { get; set; }
    }

    private async Task<FeedAnswer> TryAsync(Poll poll, CancellationToken cancellationToken)
    {
        try
        {
            poll.Attempts++;
            var response = await _server.GetAsync(poll.Validators, cancellationToken);
            var feed = response.Body is { } body ? Check(body, response.ContentType) : null;
            var answer = new FeedAnswer(feed, response.ReceivedAt, response.Validators, poll.Attempts);
            if (feed is not { IsCutOff: true }) return answer;
            // a truncated body must not count as a version of the feed
            poll.CutOff = answer with { Validators = FeedValidators.None };
            throw new FeedException(FeedFailure.NotJson, $"The feed is cut off: {feed.Fault!.Message}", isTransient: true);
        }
        catch (FeedException exception)
        {
            _wait.Record(exception);
            poll.Failure = exception;
            throw;
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
                // no request is sent before the time that the server named
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
    /// Checks that the body is a feed of the requested kind. Elements are not checked here: an odd one must not lose the others.
    /// </summary>
    private ServedFeed Check(ReadOnlyMemory<byte> body, string? contentType)
    {
        var votes = new KindVotes(_options.Kind);
        var (feed, error) = ServedFeed.Read(body, _options.Kind.List, votes);
        if (feed is null)
        {
            throw error!.Type switch
            {
                ReadErrors.Empty => new FeedException(FeedFailure.Empty, "The feed's body is empty.", isTransient: true),
                // a gateway's error page: often gone a second later
                ReadErrors.NotJson or ReadErrors.NotUtf8 =>
                    new FeedException(FeedFailure.NotJson, $"The feed is not JSON but {Describe(body.Span, contentType)}: {error.Message}", isTransient: true) { Body = body },
                _ => new FeedException(FeedFailure.WrongShape, error.Message, isTransient: false) { Body = body },
            };
        }

        return !feed.IsJson || votes.Winner is not { } kind || kind == _options.Kind
            ? feed
            : throw new FeedException(FeedFailure.WrongKind, $"The feed is {kind.Name}, not {_options.Kind.Name}: check FEED_URL and FEED_ID.", isTransient: false);
    }

    private static string Describe(ReadOnlySpan<byte> body, string? contentType)
    {
        var start = body.TrimStart(" \t\r\n"u8);
        if (start.StartsWith("<"u8)) return contentType == "text/html" || start.StartsWith("<!"u8) || start.StartsWith("<h"u8) ? "a web page (HTML)" : "XML";
        return start[0] is (byte)'{' or (byte)'[' ? "broken or cut off" : "other text";
    }
}
