using System.Net.Sockets;
using System.Security.Authentication;

namespace PmpPulse.Collector.Http;

/// <summary>
/// Describes why a server can't be reached: its name, the network, or TLS. Never with the address's path or query, which may hold a key.
/// </summary>
internal static class Unreachability
{
    public static string Describe(Uri target, HttpRequestException exception)
    {
        var host = target.IsDefaultPort ? target.IdnHost : $"{target.IdnHost}:{target.Port}";
        return exception.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => $"The name {host} can't be resolved (DNS): {Innermost(exception)}",
            HttpRequestError.SecureConnectionError => $"No TLS connection to {host}: {Tls(exception)}",
            HttpRequestError.ConnectionError when Find<SocketException>(exception) is { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } name =>
                $"The name {host} can't be resolved (DNS): {name.Message}",
            HttpRequestError.ConnectionError => $"No connection to {host}: {Innermost(exception)}",
            HttpRequestError.InvalidResponse => $"{host} does not answer in HTTP: {Innermost(exception)}",
            HttpRequestError.ResponseEnded => $"{host} closed the connection without an answer.",
            _ => $"{host} can't be reached: {Innermost(exception)}",
        };
    }

    private static string Tls(Exception exception) => Find<AuthenticationException>(exception)?.Message ?? Innermost(exception);

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner) exception = inner;
        return exception.Message;
    }

    private static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (Exception? found = exception; found is not null; found = found.InnerException)
        {
            if (found is T wanted) return wanted;
        }

        return null;
    }
}
