using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

/// <summary>A TCP relay whose connections can be cut, as networks do.</summary>
internal sealed class DroppingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, TcpClient> _pairs = new();
    private readonly ConcurrentBag<Task> _relays = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _target;
    private readonly Task _accepting;

    public DroppingProxy(string targetHost)
    {
        _target = IPEndPoint.Parse(targetHost);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Host => $"{_listener.LocalEndpoint}";

    /// <summary>Connections taken so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Cuts every open connection.</summary>
    public void DropAll()
    {
        foreach (var (inbound, outbound) in _pairs)
        {
            inbound.Close();
            outbound.Close();
        }

        _pairs.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        DropAll();
        await Task.WhenAll(_relays);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var inbound = await _listener.AcceptTcpClientAsync(_stop.Token);
                var outbound = new TcpClient();
                await outbound.ConnectAsync(_target, _stop.Token);
                inbound.NoDelay = outbound.NoDelay = true;
                _pairs[inbound] = outbound;
                Connections++;
                _relays.Add(RelayAsync(inbound, outbound));
                _relays.Add(RelayAsync(outbound, inbound));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private static async Task RelayAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // cut
        }

        from.Close();
        to.Close();
    }
}
