using System.Net;
using System.Net.Sockets;

namespace PmpPulse.Collector.Http;

/// <summary>
/// Opens connections to the addresses that a <see cref="HostList"/> allows. The checked address is the one connected to: a name that is
/// looked up once for the check and once for the connection can resolve differently.
/// </summary>
internal static class CheckedConnections
{
    /// <summary>Time limit of opening a connection, including the name lookup.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>An HTTP client that connects to no other address, follows no redirect, and keeps no cookie.</summary>
    public static HttpClient CreateClient(HostList hosts) => new(new SocketsHttpHandler
    {
        // redirects are checked one by one, and bodies are unpacked by their bytes
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = Timeout,
        // the feed's address may move
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 64,
        MaxResponseDrainSize = 0,
        ConnectCallback = (context, token) => ConnectAsync(hosts, context, token),
    })
    {
        // the pipeline's timeouts, which follow the given clock, apply
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    private static async ValueTask<Stream> ConnectAsync(HostList hosts, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (!IsProxy(context)) addresses = [.. addresses.Where(address => hosts.MayConnect(host, address))];
        if (addresses.Length == 0) throw new AddressRefusedException(HostList.Refusal(host));

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // the operator's HTTPS_PROXY: it looks names up itself, so only the requested names can be checked here
    private static bool IsProxy(SocketsHttpConnectionContext context) =>
        context.InitialRequestMessage.RequestUri is { } target
        && HttpClient.DefaultProxy.GetProxy(target) is { } proxy
        && proxy.IdnHost == context.DnsEndPoint.Host
        && proxy.Port == context.DnsEndPoint.Port;
}
