using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>
/// Receives the messages of one subscription over a streaming pull: limited by messages and bytes, leases renewed while a message is with
/// us, order kept per ordering key, acknowledgements in batches, reconnecting as often as necessary. At least once: acknowledgements are
/// best effort, and if one is lost its message is redelivered.
/// </summary>
public sealed class StreamingPullSubscriber
{
    private readonly Subscriber.SubscriberClient _client;
    private readonly StreamingPullOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<StreamingPullSubscriber> _logger;
    private int _started;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside Pub/Sub's limits.</exception>
    public StreamingPullSubscriber(
        Subscriber.SubscriberClient client,
        string subscriptionName,
        StreamingPullOptions? options = null,
        TimeProvider? clock = null,
        ILogger<StreamingPullSubscriber>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(subscriptionName);
        _client = client;
        SubscriptionName = subscriptionName;
        _options = options ?? new StreamingPullOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxOutstandingMessages, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxOutstandingBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.AckDeadline, TimeSpan.FromSeconds(10), nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.AckDeadline, TimeSpan.FromSeconds(600), nameof(options));
        _clock = clock ?? TimeProvider.System;
        _logger = logger ?? NullLogger<StreamingPullSubscriber>.Instance;
    }

    /// <summary>Full name of the subscription, <c>projects/…/subscriptions/…</c>.</summary>
    public string SubscriptionName { get; }

    /// <summary>
    /// Pulls until <paramref name="stoppingToken"/> is cancelled, then stops softly (no more pulling; messages being handled are
    /// finished within the grace period, those not begun for lack of room are nacked), then hard (handlers cancelled, the rest
    /// nacked), and returns. May run once.
    /// </summary>
    /// <exception cref="SubscriptionFailedException">
    /// Pub/Sub answered with a status that no retry will change; messages being handled were finished first.
    /// </exception>
    /// <exception cref="GoogleCloudConfigurationException">There are no credentials.</exception>
    /// <exception cref="InvalidOperationException">It ran before.</exception>
    public async Task RunAsync(MessageHandler handler, CancellationToken stoppingToken)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (Interlocked.Exchange(ref _started, 1) == 1)
        {
            throw new InvalidOperationException("A subscriber runs once; make another one.");
        }

        using var session = new PullSession(_client, SubscriptionName, _options, handler, _clock, _logger);
        await session.RunAsync(stoppingToken);
    }
}
