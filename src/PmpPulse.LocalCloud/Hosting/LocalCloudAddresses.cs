using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>The address of each API, available once the application has started.</summary>
public sealed class LocalCloudAddresses
{
    private readonly Dictionary<LocalCloudPort, ListenOptions> _listeners = [];

    /// <summary>Base address of Pub/Sub, such as <c>http://127.0.0.1:8085/</c>.</summary>
    public Uri PubSub => this[LocalCloudPort.PubSub];

    /// <summary>Base address of BigQuery and its Storage Write API.</summary>
    public Uri BigQuery => this[LocalCloudPort.BigQuery];

    /// <summary>Base address of Cloud Scheduler.</summary>
    public Uri Scheduler => this[LocalCloudPort.Scheduler];

    /// <exception cref="InvalidOperationException">The application has not started.</exception>
    public Uri this[LocalCloudPort port]
    {
        get
        {
            if (!_listeners.TryGetValue(port, out var listener) || listener.IPEndPoint is not { Port: > 0 } bound)
            {
                throw new InvalidOperationException("LocalCloud has not started: its addresses are not known yet.");
            }

            // clients can't connect to a wildcard address
            var host = bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : bound.Address;
            return new Uri($"http://{new IPEndPoint(host, bound.Port)}/");
        }
    }

    internal void Add(LocalCloudPort port, ListenOptions listener) => _listeners[port] = listener;
}
