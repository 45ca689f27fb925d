using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PmpPulse.LocalCloud.Hosting;

internal static class KestrelSetup
{
    // the largest request: a 20 MB append, or a load job's upload in a single request
    public const long MaxRequestBodyBytes = 64 * 1024 * 1024;

    /// <summary>Listens on LocalCloud's three ports, each for HTTP/1.1 and cleartext HTTP/2.</summary>
    public static void Listen(this KestrelServerOptions kestrel, LocalCloudOptions options, LocalCloudAddresses addresses)
    {
        kestrel.AddServerHeader = false;
        // see Http2Preface
        kestrel.AllowAlternateSchemes = true;
        kestrel.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
        // the default window makes a sender pause every 768 KB; a snapshot is 460 KB, and a batch of them several MB
        kestrel.Limits.Http2.InitialConnectionWindowSize = 8 * 1024 * 1024;
        kestrel.Limits.Http2.InitialStreamWindowSize = 4 * 1024 * 1024;
        // each waiting Pull occupies a stream
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;

        kestrel.Listen(LocalCloudPort.PubSub, options.BindAddress, options.PubSubPort, addresses);
        kestrel.Listen(LocalCloudPort.BigQuery, options.BindAddress, options.BigQueryPort, addresses);
        kestrel.Listen(LocalCloudPort.Scheduler, options.BindAddress, options.SchedulerPort, addresses);
    }

    private static void Listen(
        this KestrelServerOptions kestrel, LocalCloudPort port, IPAddress address, int number, LocalCloudAddresses addresses) =>
        kestrel.Listen(address, number, listener =>
        {
            // leave the protocols unset: both are enabled by default, and setting them makes Kestrel warn that HTTP/2 has no TLS
            var connectedTo = new ConnectedTo(port);
            listener.Use(next => connection =>
            {
                connection.Features.Set(connectedTo);
                return next(connection);
            });
            var clock = listener.ApplicationServices.GetRequiredService<TimeProvider>();
            listener.Use(next => new Http2Preface(next, clock).OnConnectionAsync);
            addresses.Add(port, listener);
        });
}
