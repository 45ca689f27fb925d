using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

/// <summary>A TCP relay whose connections a test can cut.</summary>
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

    /// <summary>Connections accepted so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Cuts every open connection.</summary>
    public void DropAll()
    {
        foreach (var (inbound, outbound) in _pairs)
        {
            inbound.Close();
            outbound.Close();
        }
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
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var inbound = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                _relays.Add(ServeAsync(inbound));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // stopped, or the client hung up before it was accepted
            }
        }
    }

    private async Task ServeAsync(TcpClient inbound)
    {
        using var outbound = new TcpClient();
        try
        {
            await outbound.ConnectAsync(_target, _stop.Token);
            inbound.NoDelay = outbound.NoDelay = true;
            _pairs[inbound] = outbound;
            await Task.WhenAll(RelayAsync(inbound, outbound), RelayAsync(outbound, inbound));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // cut before it began
        }

        _pairs.TryRemove(inbound, out _);
        inbound.Dispose();
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
