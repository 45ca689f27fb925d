using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace PmpPulse.ServiceDefaults.Connections;

/// <summary>
/// Kestrel's sockets with <see cref="ConnectionLimiter"/> where connections are accepted. Kestrel's own limit checks a connection when
/// it is already accepted, and the next ones with it: a burst uses up the descriptors before the first is closed.
/// </summary>
internal sealed class LimitedTransport(SocketTransportFactory sockets, Func<ConnectionLimiter> limiterOfPort) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await sockets.BindAsync(endpoint, cancellationToken), limiterOfPort());

    private sealed class Listener(IConnectionListener sockets, ConnectionLimiter limiter) : IConnectionListener
    {
        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await sockets.AcceptAsync(cancellationToken) is { } connection)
            {
                if (await limiter.AdmitAsync(connection) is { } admitted) return admitted;
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => sockets.UnbindAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await sockets.DisposeAsync();
            await limiter.DisposeAsync();
        }
    }
}
