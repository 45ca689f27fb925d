using System.Net;
using System.Net.Sockets;

namespace PmpPulse.Chaos.Processes;

/// <summary>
/// Ports that stay free while their owner is dead. They are below the ephemeral range, so no outgoing connection can take one before a
/// killed process comes back.
/// </summary>
internal sealed class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;

    private readonly HashSet<int> _given = [];

    public int Next()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            // not from the seed: parallel runs look for ports too
            var port = Random.Shared.Next(First, Last);
            if (_given.Add(port) && IsFree(port)) return port;
        }

        throw new ChaosFailedException($"No free port from {First} to {Last}.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
