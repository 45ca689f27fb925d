using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using Google.Cloud.PubSub.V1;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.LocalCloud.PubSub.Dispatch;

/// <summary>Delivers one push subscription, one message per request. The response's status acknowledges it.</summary>
internal sealed class PushPump(BrokerSubscription subscription, HttpClient http, OidcSigner signer, TimeProvider clock, ILogger logger)
{
    // limits concurrent requests, so that a slow endpoint and large messages don't fill the memory
    private const long MaxOutstandingBytes = 32 * 1024 * 1024;

    // a request's timeout is the ack deadline, which the lease must outlive
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly PushWindow _window = new();
    private readonly Consumer _consumer = new(1, MaxOutstandingBytes) { OnePerKey = true };

    /// <summary>Runs until cancelled or until the subscription is deleted.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var underWay = new HashSet<Task>();
        await BackgroundLoop.RunAsync($"push of {subscription.Name}", stop => PushAsync(underWay, stop), clock, logger, cancellationToken);
        await Task.WhenAll(underWay);
    }

    private async Task PushAsync(HashSet<Task> underWay, CancellationToken cancellationToken)
    {
        while (true)
        {
            await PauseAsync(cancellationToken);
            var deadline = TimeSpan.FromSeconds(subscription.Resource.AckDeadlineSeconds);
            var messages = await subscription.TakeUnlessClosedAsync(_consumer, 1, long.MaxValue, deadline + LeaseMargin, cancellationToken);
            if (messages is null) return;
            underWay.RemoveWhere(task => task.IsCompleted);
            // read again: the settings may have changed while it waited
            var config = subscription.Resource;
            foreach (var message in messages) underWay.Add(DeliverAsync(message, config, deadline, cancellationToken));
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause;
        lock (_lock)
        {
            _consumer.MaxMessages = _window.Size;
            pause = _window.PausedUntil - clock.GetUtcNow();
        }

        if (pause > TimeSpan.Zero) await Task.Delay(pause, clock, cancellationToken);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Failures are logged, and nack the message.")]
    private async Task DeliverAsync(ReceivedMessage message, Subscription config, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // the pump continues while the body is written
        await Task.Yield();
        var started = clock.GetUtcNow();
        var ackIds = AckId.TryParse(message.AckId, out var ackId) ? new[] { ackId } : [];
        string failure;
        try
        {
            using var limit = new CancellationTokenSource(timeout, clock);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            using var request = Request(message, config);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended.Token);
            if (IsAcknowledgement(response.StatusCode))
            {
                lock (_lock)
                {
                    _window.Succeeded();
                    _consumer.MaxMessages = _window.Size;
                }

                PubSubMeter.Pushed(acknowledged: true);
                await subscription.Acknowledge(ackIds);
                return;
            }

            failure = $"HTTP {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            failure = "stopped";
        }
        catch (OperationCanceledException)
        {
            failure = $"no answer within the ack deadline of {timeout.TotalSeconds} s";
        }
        catch (Exception exception)
        {
            failure = exception.GetBaseException().Message;
        }

        lock (_lock) _window.Failed(started, clock.GetUtcNow());
        if (!cancellationToken.IsCancellationRequested)
        {
            PubSubMeter.Pushed(acknowledged: false);
            Log.PushFailed(logger, message.Message.MessageId, subscription.Name, config.PushConfig.PushEndpoint, failure);
        }

        subscription.ModifyDeadline(ackIds, TimeSpan.Zero);
    }

    private HttpRequestMessage Request(ReceivedMessage message, Subscription config)
    {
        var push = config.PushConfig;
        var request = new HttpRequestMessage(HttpMethod.Post, push.PushEndpoint) { Content = new PushContent(message, config.Name) };
        request.Headers.UserAgent.ParseAdd("CloudPubSub-Google");
        if (push.OidcToken is { } oidc)
        {
            var audience = oidc.Audience.Length > 0 ? oidc.Audience : push.PushEndpoint;
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", signer.Token(oidc.ServiceAccountEmail, audience));
        }

        return request;
    }

    private static bool IsAcknowledgement(HttpStatusCode status) =>
        status is HttpStatusCode.Processing or HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted
            or HttpStatusCode.NoContent;
}
