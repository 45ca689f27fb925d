using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace PmpPulse.Collector.Http;

/// <summary>
/// Tells addresses of the public Internet from those that mean this machine, its network or its cloud's metadata server
/// (<see href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's special-purpose registries</see>). An IPv6 address that
/// only wraps an IPv4 one is classified by that.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Special4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        // multicast, reserved and broadcast
        IPNetwork.Parse("224.0.0.0/3"),
    ];

    // all public addresses so far are in the first of these; the others are in it but not public
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Special6 =
    [
        IPNetwork.Parse("2001::/23"),
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("3fff::/20"),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return !Special4.Any(network => network.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return false;
        if (address.IsIPv4MappedToIPv6) return Is(address.MapToIPv4());
        if (Nat64.Contains(address)) return Is(Inner(address, 12));
        if (SixToFour.Contains(address)) return Is(Inner(address, 2));
        return Global6.Contains(address) && !Special6.Any(network => network.Contains(address));
    }

    private static IPAddress Inner(IPAddress address, int at) =>
        new(BinaryPrimitives.ReadUInt32LittleEndian(address.GetAddressBytes().AsSpan(at)));
}
