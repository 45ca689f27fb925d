using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>One run of a subscriber: its stream (opened as often as needed), what it holds, and its end.</summary>
internal sealed class PullSession : IDisposable
{
    // a stream that lasted this long was ended by the server, not by a failing connection
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(10);

    // after half-closing, how long the server may take to deliver what was in flight and end the stream
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(500);

    private readonly Subscriber.SubscriberClient _client;
    private readonly string _subscription;
    private readonly StreamingPullOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _hardStop = new();
    private readonly FlowGate _gate;
    private readonly LeaseKeeper _leases;
    private readonly SettlementQueue _settlements;
    private readonly MessageDispatcher _dispatcher;
    private readonly string _clientId = Guid.NewGuid().ToString();
    private bool _ordered = true;
    private bool _stalled;
    private int _failures;

    public PullSession(
        Subscriber.SubscriberClient client, string subscription, StreamingPullOptions options, MessageHandler handler, TimeProvider clock, ILogger logger)
    {
        _client = client;
        _subscription = subscription;
        _options = options;
        _clock = clock;
        _logger = logger;
        _gate = new FlowGate(options.MaxOutstandingMessages, options.MaxOutstandingBytes);
        _leases = new LeaseKeeper(client, subscription, options, clock, logger);
        _settlements = new SettlementQueue(client, subscription, options, clock, logger);
        _dispatcher = new MessageDispatcher(handler, _leases, _settlements, _gate, subscription, logger, _hardStop.Token);
    }

    public void Dispose() => _hardStop.Dispose();

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var stopRenewing = new CancellationTokenSource();
        using var stopSettling = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _clock);
        var renewing = _leases.RunAsync(stopRenewing.Token);
        var settling = _settlements.RunAsync(stopSettling.Token);
        try
        {
            await PullUntilStoppedAsync(stoppingToken);
        }
        finally
        {
            await FinishHandlersAsync();
            _settlements.Complete();
            stopSettling.CancelAfter(_options.HardStopGrace);
            await stopRenewing.CancelAsync();
            await Task.WhenAll(renewing, settling);
        }
    }

    private async Task PullUntilStoppedAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff(_options.InitialBackoff, _options.MaxBackoff, _options.Randomizer);
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = _clock.GetTimestamp();
            Status ended;
            try
            {
                await PullOnceAsync(stoppingToken);
                ended = new Status(StatusCode.OK, "closed by the server");
            }
            catch (RpcException exception)
            {
                exception.ThrowIfMisconfigured();
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                ended = exception.Status;
                if (!RpcStatus.IsRetryable(exception.StatusCode))
                {
                    throw new SubscriptionFailedException(_subscription, exception);
                }
            }

            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            if (_clock.GetElapsedTime(started) >= Healthy)
            {
                _failures = 0;
            }

            var wait = backoff.Delay(_failures++);
            _logger.PullInterrupted(_subscription, ended.StatusCode, ended.Detail, wait);
            await Task.Delay(wait, _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PullOnceAsync(CancellationToken stoppingToken)
    {
        using var endCall = new CancellationTokenSource();
        using var call = _client.StreamingPull(RoutingHeader.For("subscription", _subscription), cancellationToken: endCall.Token);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var onStop = stoppingToken.Register(stopped.SetResult);
        var unseen = new List<Lease>();
        var next = StartAsync();
        try
        {
            while (true)
            {
                if (await Task.WhenAny(next, stopped.Task) == stopped.Task && !next.IsCompleted)
                {
                    next = await DrainAsync(call, next, unseen);
                    return;
                }

                if (!await next)
                {
                    return;
                }

                _failures = 0;
                unseen.AddRange(await AdmitAsync(call.ResponseStream.Current, stoppingToken));
                next = call.ResponseStream.MoveNext(CancellationToken.None);
            }
        }
        finally
        {
            await endCall.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // only now: while the stream is open, the server may send nacked messages straight back on it
            foreach (var lease in unseen)
            {
                _dispatcher.Refuse(lease);
            }
        }

        async Task<bool> StartAsync()
        {
            var request = new StreamingPullRequest
            {
                Subscription = _subscription,
                ClientId = _clientId,
                StreamAckDeadlineSeconds = (int)_options.AckDeadline.TotalSeconds,
                MaxOutstandingMessages = _options.MaxOutstandingMessages,
                MaxOutstandingBytes = _options.MaxOutstandingBytes,
            };
            try
            {
                await call.RequestStream.WriteAsync(request, CancellationToken.None);
            }
            catch (Exception exception) when (exception is InvalidOperationException or IOException or OperationCanceledException)
            {
                // a broken connection surfaces in a write as whatever the socket threw; the read tells how the call ended
            }

            return await call.ResponseStream.MoveNext(CancellationToken.None);
        }
    }

    /// <summary>Hands the messages of a response to the dispatcher as there is room for them.</summary>
    /// <returns>Those that were not handed over, because of a stop.</returns>
    private async Task<IReadOnlyList<Lease>> AdmitAsync(StreamingPullResponse response, CancellationToken stoppingToken)
    {
        _ordered = response.SubscriptionProperties?.MessageOrderingEnabled ?? _ordered;
        var leases = Hold(response);
        var started = _clock.GetTimestamp();
        var admitted = 0;
        try
        {
            if (_stalled)
            {
                // these waited in buffers, where no renewal reaches them, while there was no room
                await _leases.RenewAsync(stoppingToken);
            }

            for (; admitted < leases.Count; admitted++)
            {
                await _gate.EnterAsync(leases[admitted].Size, stoppingToken);
                _dispatcher.Dispatch(leases[admitted], _ordered && _options.KeepOrder);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return leases[admitted..];
        }

        _stalled = _clock.GetElapsedTime(started) > _options.AckDeadline / 4;
        return [];
    }

    /// <summary>
    /// Half-closes the stream and collects messages still in flight, so that they need not wait for their deadline to be delivered
    /// elsewhere.
    /// </summary>
    /// <returns>The read that is still pending.</returns>
    private async Task<Task<bool>> DrainAsync(
        AsyncDuplexStreamingCall<StreamingPullRequest, StreamingPullResponse> call, Task<bool> next, List<Lease> unseen)
    {
        try
        {
            await call.RequestStream.CompleteAsync();
            using var timeout = new CancellationTokenSource(DrainTime, _clock);
            while (await next.WaitAsync(timeout.Token))
            {
                unseen.AddRange(Hold(call.ResponseStream.Current));
                next = call.ResponseStream.MoveNext(CancellationToken.None);
            }
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or IOException or OperationCanceledException)
        {
            // the stream ended first, or outlasts its time: either way the call is cancelled next
        }

        return next;
    }

    private List<Lease> Hold(StreamingPullResponse response)
    {
        var receivedAt = _clock.GetUtcNow();
        var timestamp = _clock.GetTimestamp();
        var leases = response.ReceivedMessages
            .Select(received => new Lease(received.AckId, new DeliveredMessage(received.Message, received.DeliveryAttempt, receivedAt), timestamp))
            .ToList();
        leases.ForEach(_leases.Add);
        return leases;
    }

    private async Task FinishHandlersAsync()
    {
        if (await IdleWithinAsync(_options.SoftStopGrace))
        {
            return;
        }

        await _hardStop.CancelAsync();
        if (await IdleWithinAsync(_options.HardStopGrace))
        {
            return;
        }

        var unfinished = _leases.Held;
        _logger.HardStop(_subscription, unfinished.Count);
        foreach (var lease in unfinished)
        {
            _dispatcher.Settle(lease, Reply.Nack);
        }
    }

    private async Task<bool> IdleWithinAsync(TimeSpan time)
    {
        try
        {
            await _dispatcher.WhenIdle().WaitAsync(time, _clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
