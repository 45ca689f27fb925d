using System.Net;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Export;
using PmpPulse.LocalCloud.PubSub.Resources;

namespace PmpPulse.LocalCloud.PubSub.Dispatch;

/// <summary>
/// Runs a <see cref="PushPump"/> for every subscription with a push endpoint, and an <see cref="ExportPump"/> for every export.
/// </summary>
internal sealed class Dispatcher(Broker broker, OidcSigner signer, TimeProvider clock, ILogger<Dispatcher> logger, ITableSink? sink = null)
    : IHostedService, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(BrokerSubscription Subscription, bool Export), (CancellationTokenSource Stop, Task Run)> _pumps = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // a redirect does not acknowledge a message
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // a push does not belong to whatever request is current
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
            var wanted = broker.Subscriptions.Select(s => (Subscription: s, s.Resource))
                .Where(s => SubscriptionRules.IsPush(s.Resource) || SubscriptionRules.IsExport(s.Resource))
                .Select(s => (s.Subscription, Export: SubscriptionRules.IsExport(s.Resource)))
                .ToHashSet();
            foreach (var key in _pumps.Keys.Where(key => !wanted.Contains(key)).ToArray())
            {
                _pumps.Remove(key, out var pump);
                pump.Stop.Cancel();
            }

            foreach (var key in wanted.Where(key => !_pumps.ContainsKey(key)))
            {
                var stop = new CancellationTokenSource();
                _pumps.Add(key, (stop, Task.Run(() => RunAsync(key.Subscription, key.Export, stop.Token), CancellationToken.None)));
            }
        }
    }

    private Task RunAsync(BrokerSubscription subscription, bool export, CancellationToken cancellationToken)
    {
        if (!export) return new PushPump(subscription, _http, signer, clock, logger).RunAsync(cancellationToken);
        // created while there was a sink, and kept until there is one again
        return sink is null ? Task.CompletedTask : new ExportPump(subscription, sink, clock, logger).RunAsync(cancellationToken);
    }
}
