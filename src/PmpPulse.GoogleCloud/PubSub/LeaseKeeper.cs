using System.Collections.Concurrent;
using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>Renews the leases of messages that wait or are being handled, until they are answered or have been held too long.</summary>
internal sealed class LeaseKeeper
{
    private readonly ConcurrentDictionary<string, Lease> _leases = new(StringComparer.Ordinal);
    private readonly Subscriber.SubscriberClient _client;
    private readonly string _subscription;
    private readonly StreamingPullOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly RpcRetry _retry;
    private readonly TimeSpan _interval;

    public LeaseKeeper(Subscriber.SubscriberClient client, string subscription, StreamingPullOptions options, TimeProvider clock, ILogger logger)
    {
        _client = client;
        _subscription = subscription;
        _options = options;
        _clock = clock;
        _logger = logger;
        // a renewal has the same time again to get through before the first lease ends
        _interval = options.AckDeadline * 0.4;
        _retry = new RpcRetry(new Backoff(options.InitialBackoff, _interval / 4, options.Randomizer), _interval / 2, _interval, clock);
    }

    /// <summary>Messages held.</summary>
    public IReadOnlyCollection<Lease> Held => [.. _leases.Values];

    public void Add(Lease lease) => _leases[lease.AckId] = lease;

    public void Remove(Lease lease) => _leases.TryRemove(KeyValuePair.Create(lease.AckId, lease));

    /// <summary>Renews until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await RenewAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Renews every lease now and releases those held for the longest time allowed.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var expired = 0;
        var renewed = new List<string>();
        foreach (var lease in _leases.Values)
        {
            if (_clock.GetElapsedTime(lease.ReceivedTimestamp) >= _options.MaxTotalAckExtension)
            {
                expired++;
                Remove(lease);
            }
            else
            {
                renewed.Add(lease.AckId);
            }
        }

        if (expired > 0)
        {
            _logger.LeasesExpired(expired, _subscription);
        }

        foreach (var ackIds in renewed.Chunk(SettlementQueue.MaxAckIdsPerRequest))
        {
            var request = new ModifyAckDeadlineRequest { Subscription = _subscription, AckDeadlineSeconds = (int)_options.AckDeadline.TotalSeconds, AckIds = { ackIds } };
            // whatever fails, the next renewal follows: a keeper that ended here would release everything held
            try
            {
                await _retry.ExecuteAsync(token => _client.ModifyAckDeadlineAsync(request, cancellationToken: token).ResponseAsync, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _logger.SettleFailed(exception, ackIds.Length, _subscription);
            }
        }
    }
}
