using System.Net;
using PmpPulse.Contracts.Text;

namespace PmpPulse.Collector.Http;

/// <summary>
/// Where one file may be fetched from: the host in its address, and those that <c>FEED_REDIRECT_HOSTS</c> lists. Names are trusted only as
/// far as their addresses are public: DNS is the publisher's, and a name can be made to mean this machine.
/// </summary>
/// <param name="url">The file's address.</param>
/// <param name="others">More hosts and their ports, as https addresses.</param>
/// <param name="allowsPrivate">Whether names may have addresses that are not public.</param>
internal sealed class HostList(Uri url, IReadOnlyList<Uri> others, bool allowsPrivate)
{
    private const string RedirectSetting = "FEED_REDIRECT_HOSTS";
    private const string PrivateSetting = "FEED_PRIVATE_ADDRESSES";

    /// <summary>Whether an address of a listed host may be connected to. A host given as an address or as localhost is intended.</summary>
    public bool MayConnect(string host, IPAddress address) =>
        allowsPrivate
        || PublicAddress.Is(address)
        || IPAddress.TryParse(host, out _)
        || (IsLocalhost(host) && IPAddress.IsLoopback(address));

    /// <summary>The setting to change if <see cref="MayConnect"/> refuses.</summary>
    public static string Refusal(string host) =>
        $"{host} has no public address, and the collector does not connect to machines of this network. If it should, set {PrivateSetting}=true.";

    /// <summary>Why a redirect is not followed; null if it may be.</summary>
    public string? RedirectRefusal(Uri from, Uri target)
    {
        if (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp) return $"leads to the scheme '{TextExcerpt.Of(target.Scheme)}', and only https is followed";
        // a plain-http address may stay http, or be upgraded
        if (target.Scheme == Uri.UriSchemeHttp && (from.Scheme != Uri.UriSchemeHttp || from.Authority != target.Authority))
        {
            return $"leads to {Name(target)} by plain http, and only https is followed; if that is right, set it as the address itself";
        }

        return Lists(from, target) ? null : $"leads to {Name(target)}, a different host than requested; if that is right, set {RedirectSetting}={Name(target)}";
    }

    /// <summary>
    /// Whether the request goes to the file's own host, over its own scheme or a safer one: only there are its credentials sent.
    /// </summary>
    public bool IsOwn(Uri target) =>
        target.IdnHost == url.IdnHost && (target.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && (target.Port == url.Port || target.IsDefaultPort);

    private bool Lists(Uri from, Uri target) =>
        IsSame(from, target) || IsSame(url, target) || others.Any(other => other.IdnHost == target.IdnHost && other.Port == target.Port);

    private static bool IsSame(Uri known, Uri target) => known.IdnHost == target.IdnHost && (known.Port == target.Port || IsHttpsDefault(target));

    private static bool IsHttpsDefault(Uri target) => target.Scheme == Uri.UriSchemeHttps && target.IsDefaultPort;

    private static bool IsLocalhost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static string Name(Uri target) => TextExcerpt.Of(target.IsDefaultPort ? target.IdnHost : $"{target.IdnHost}:{target.Port}");
}
