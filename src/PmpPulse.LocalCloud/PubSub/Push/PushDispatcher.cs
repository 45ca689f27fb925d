using System.Net;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Resources;

namespace PmpPulse.LocalCloud.PubSub.Push;

/// <summary>Keeps a <see cref="PushPump"/> running for every subscription that has a push endpoint.</summary>
internal sealed class PushDispatcher(Broker broker, OidcSigner signer, TimeProvider clock, ILogger<PushDispatcher> logger) : IHostedService, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BrokerSubscription, (CancellationTokenSource Stop, Task Run)> _pumps = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // a redirect is no acknowledgement
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // a push of the pipeline is no part of whatever request is current
        ActivityHeadersPropagator = null,
    })
    {
        // the ack deadline is the limit
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private bool _stopped;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        broker.SubscriptionsChanged += Reconcile;
        Reconcile();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        broker.SubscriptionsChanged -= Reconcile;
        List<Task> running = [];
        lock (_lock)
        {
            _stopped = true;
            foreach (var (stop, run) in _pumps.Values)
            {
                stop.Cancel();
                running.Add(run);
            }
        }

        await Task.WhenAll(running).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        foreach (var (stop, _) in _pumps.Values) stop.Dispose();
        _http.Dispose();
    }

    private void Reconcile()
    {
        lock (_lock)
        {
            if (_stopped) return;
            var wanted = broker.Subscriptions.Where(s => SubscriptionRules.IsPush(s.Resource)).ToHashSet();
            foreach (var subscription in _pumps.Keys.Where(s => !wanted.Contains(s)).ToArray())
            {
                _pumps.Remove(subscription, out var pump);
                pump.Stop.Cancel();
            }

            foreach (var subscription in wanted.Where(s => !_pumps.ContainsKey(s)))
            {
                var stop = new CancellationTokenSource();
                var pump = new PushPump(subscription, _http, signer, clock, logger);
                _pumps.Add(subscription, (stop, Task.Run(() => pump.RunAsync(stop.Token), CancellationToken.None)));
            }
        }
    }
}
