using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>
/// Publishes to one topic in batches. Messages that carry an ordering key are sent in the order of the calls, one batch of a
/// key at a time. Thread-safe. A retried batch may be published twice; Pub/Sub is at-least-once.
/// </summary>
public sealed class TopicPublisher : IAsyncDisposable
{
    private const int MaxMessagesPerRequest = 1_000;
    private const int MaxBytesPerRequest = 10_000_000;

    private readonly Publisher.PublisherClient _client;
    private readonly TopicPublisherOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<TopicPublisher> _logger;
    private readonly RpcRetry _retry;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PublishLane> _lanes = new(StringComparer.Ordinal);
    private readonly HashSet<PublishBatch> _sending = [];
    private readonly Queue<PendingMessage> _waiting = new();
    private long _outstandingBytes;
    private bool _disposed;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside Pub/Sub's limits.</exception>
    public TopicPublisher(
        Publisher.PublisherClient client,
        string topicName,
        TopicPublisherOptions? options = null,
        TimeProvider? clock = null,
        ILogger<TopicPublisher>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(topicName);
        _client = client;
        TopicName = topicName;
        _options = options ?? new TopicPublisherOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxBatchMessages, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.MaxBatchMessages, MaxMessagesPerRequest, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxBatchBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.MaxBatchBytes, MaxBytesPerRequest, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxOutstandingBytes, 1, nameof(options));
        _clock = clock ?? TimeProvider.System;
        _logger = logger ?? NullLogger<TopicPublisher>.Instance;
        _retry = new RpcRetry(
            new Backoff(_options.InitialBackoff, _options.MaxBackoff, _options.Randomizer), _options.AttemptTimeout, _options.TotalTimeout, _clock);
    }

    /// <summary>Full name of the topic, <c>projects/…/topics/…</c>.</summary>
    public string TopicName { get; }

    /// <summary>Queues a message and completes with its server-assigned id once Pub/Sub has stored it.</summary>
    /// <param name="message">Owned by the publisher from here on; don't change it.</param>
    /// <param name="cancellationToken">Stops waiting. The message may still be published.</param>
    /// <exception cref="Grpc.Core.RpcException">Pub/Sub refused the batch, or could not be reached within the time allowed.</exception>
    /// <exception cref="OrderingKeyPausedException">An earlier message of the same ordering key failed.</exception>
    /// <exception cref="GoogleCloudConfigurationException">There are no credentials.</exception>
    public Task<string> PublishAsync(PubsubMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingMessage(message);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // messages that wait for room stay in our own queue: woken tasks would race, and order would be lost
            _waiting.Enqueue(pending);
            AdmitWaiting();
        }

        return pending.Published.WaitAsync(cancellationToken);
    }

    /// <summary>Lets an ordering key publish again after one of its messages failed. No effect on a key that isn't paused.</summary>
    public void ResumeOrderingKey(string orderingKey)
    {
        lock (_gate)
        {
            if (_lanes.TryGetValue(orderingKey, out var lane))
            {
                lane.Failure = null;
                RemoveIfIdle(lane);
            }
        }
    }

    /// <summary>
    /// Sends what is pending now and completes when all of it is published or has failed (failures are reported to their publishers).
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        Task[] pending;
        lock (_gate)
        {
            foreach (var lane in _lanes.Values)
            {
                CloseCurrent(lane);
            }

            pending =
            [
                .. _waiting.Select(message => message.Published),
                .. _lanes.Values.SelectMany(lane => lane.Ready).Concat(_sending).SelectMany(batch => batch.Messages).Select(message => message.Published),
            ];
        }

        await Task.WhenAll(pending).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
            .WaitAsync(cancellationToken);
    }

    /// <summary>Refuses new messages, sends what is pending, waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        await FlushAsync();
        Task[] sending;
        lock (_gate)
        {
            sending = [.. _sending.Select(batch => batch.Sending)];
        }

        await Task.WhenAll(sending);
    }

    private void AdmitWaiting()
    {
        while (_waiting.TryPeek(out var message) && (_outstandingBytes == 0 || _outstandingBytes + message.Size <= _options.MaxOutstandingBytes))
        {
            _waiting.Dequeue();
            var key = message.Message.OrderingKey;
            if (!_lanes.TryGetValue(key, out var lane))
            {
                _lanes.Add(key, lane = new PublishLane(key));
            }

            if (lane.Failure is { } failure)
            {
                message.Fail(new OrderingKeyPausedException(key, failure));
                continue;
            }

            _outstandingBytes += message.Size;
            AddToBatch(lane, message);
        }
    }

    private void AddToBatch(PublishLane lane, PendingMessage message)
    {
        if (lane.Current is { } full && full.Bytes + message.Size > _options.MaxBatchBytes)
        {
            CloseCurrent(lane);
        }

        if (lane.Current is not { } batch)
        {
            lane.Current = batch = new PublishBatch(TopicName);
            batch.Timer = _clock.CreateTimer(_ => CloseWhenDue(lane, batch), null, _options.MaxBatchDelay, Timeout.InfiniteTimeSpan);
        }

        batch.Add(message);
        if (batch.Messages.Count >= _options.MaxBatchMessages || batch.Bytes >= _options.MaxBatchBytes)
        {
            CloseCurrent(lane);
        }
    }

    private void CloseWhenDue(PublishLane lane, PublishBatch batch)
    {
        lock (_gate)
        {
            if (lane.Current == batch)
            {
                CloseCurrent(lane);
            }
        }
    }

    private void CloseCurrent(PublishLane lane)
    {
        if (lane.Current is { } batch)
        {
            lane.Current = null;
            batch.Timer?.Dispose();
            lane.Ready.Enqueue(batch);
        }

        SendReady(lane);
    }

    private async Task SendAsync(PublishLane lane, PublishBatch batch)
    {
        // the caller holds the lock
        await Task.Yield();
        PublishResponse? response = null;
        Exception? failure = null;
        try
        {
            response = await _retry.ExecuteAsync(token => _client.PublishAsync(batch.Request, cancellationToken: token).ResponseAsync, CancellationToken.None);
            if (response.MessageIds.Count != batch.Messages.Count)
            {
                failure = new InvalidOperationException($"Pub/Sub answered {response.MessageIds.Count} ids to {batch.Messages.Count} messages.");
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        if (failure is not null)
        {
            _logger.PublishFailed(failure, TopicName, batch.Messages.Count);
            foreach (var message in batch.Messages)
            {
                message.Fail(failure);
            }
        }
        else
        {
            for (var i = 0; i < batch.Messages.Count; i++)
            {
                batch.Messages[i].Succeed(response!.MessageIds[i]);
            }
        }

        lock (_gate)
        {
            _sending.Remove(batch);
            _outstandingBytes -= batch.Bytes;
            lane.InFlight--;
            if (failure is not null && lane.IsOrdered)
            {
                Pause(lane, failure);
            }

            SendReady(lane);
            RemoveIfIdle(lane);
            AdmitWaiting();
        }
    }

    private void SendReady(PublishLane lane)
    {
        while (lane.MaySend)
        {
            var next = lane.Ready.Dequeue();
            lane.InFlight++;
            _sending.Add(next);
            next.Sending = SendAsync(lane, next);
        }
    }

    private void Pause(PublishLane lane, Exception failure)
    {
        lane.Failure = failure;
        if (lane.Current is { } current)
        {
            current.Timer?.Dispose();
            lane.Current = null;
            lane.Ready.Enqueue(current);
        }

        while (lane.Ready.TryDequeue(out var batch))
        {
            _outstandingBytes -= batch.Bytes;
            foreach (var message in batch.Messages)
            {
                message.Fail(new OrderingKeyPausedException(lane.OrderingKey, failure));
            }
        }
    }

    private void RemoveIfIdle(PublishLane lane)
    {
        if (lane.IsIdle)
        {
            _lanes.Remove(lane.OrderingKey);
        }
    }
}
