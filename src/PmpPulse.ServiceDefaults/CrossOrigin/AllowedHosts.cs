using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.ServiceDefaults.CrossOrigin;

/// <summary>
/// The names a server answers to. A page whose name its owner resolves to this machine (DNS rebinding) can read everything under the
/// page's own name, and only the <c>Host</c> it sends reveals that.
/// </summary>
/// <remarks>
/// Names are compared as they are written: a name that merely resolves to the same address, or ends in a dot, is a different name.
/// </remarks>
internal sealed class AllowedHosts
{
    private const string HttpPort = "80";

    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly IReadOnlyList<(string Name, string? Port)> _configured;

    private AllowedHosts(IReadOnlyList<(string Name, string? Port)> configured) => _configured = configured;

    /// <summary>Reads <see cref="CommonSettings.AllowedHosts"/>; faults are recorded in <paramref name="settings"/>.</summary>
    public static AllowedHosts Read(SettingsReader settings)
    {
        var configured = new List<(string, string?)>();
        foreach (var host in settings.List(CommonSettings.AllowedHosts))
        {
            if (TrySplit(host, out var name, out var port) && IsName(name)) configured.Add((name, port));
            else settings.AddFault(CommonSettings.AllowedHosts, $"'{host}' is not valid", "give each name as callers write it, with or without a port, and no pattern");
        }

        return new AllowedHosts(configured);
    }

    /// <summary>Whether a caller on this connection may use this name for the server.</summary>
    public bool Allow(string host, ConnectionInfo connection)
    {
        if (!TrySplit(host, out var name, out var port)) return false;
        return (port is null || port == connection.LocalPort.ToString(CultureInfo.InvariantCulture)) && IsOwnName(name, connection)
            || _configured.Any(allowed => Same(allowed.Name, name) && (allowed.Port is null || allowed.Port == (port ?? HttpPort)));
    }

    /// <summary>Whether a proxy may have been called by this name: its port is unknown here.</summary>
    public bool AllowProxy(string host, ConnectionInfo connection) =>
        TrySplit(host, out var name, out _) && (IsOwnName(name, connection) || _configured.Any(allowed => Same(allowed.Name, name)));

    private static bool IsOwnName(string name, ConnectionInfo connection) =>
        Loopback.Any(own => Same(own, name)) || (connection.LocalIpAddress is { } address && Same(Text(address), name));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Text(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }

    private static bool TrySplit(string host, out string name, out string? port)
    {
        var end = host.StartsWith('[') ? host.IndexOf(']') + 1 : host.IndexOf(':');
        if (end < 0) end = host.Length;
        (name, port) = (host[..end], end == host.Length ? null : host[(end + 1)..]);
        return name.Length > 0 && (port is null || (host[end] == ':' && port.Length is > 0 and <= 5 && port.All(char.IsAsciiDigit)));
    }

    private static bool IsName(string name) =>
        name[0] == '[' ? IPAddress.TryParse(name, out _) : !name.EndsWith('.') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
