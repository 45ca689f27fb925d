using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PmpPulse.Security.Tests;

/// <summary>Sends header lines exactly as given (duplicate or malformed ones too), which no HTTP client does.</summary>
internal static class RawHttp
{
    public static Task<(int Status, string Answer)> SendAsync(Uri address, HttpMethod method, string path, string[] headers)
    {
        string[] lines = [$"{method} {path} HTTP/1.1", $"Host: {address.Authority}", "Content-Length: 0", "Connection: close", .. headers, "", ""];
        return ExchangeAsync(address.Port, Encoding.ASCII.GetBytes(string.Join("\r\n", lines)), TestContext.Current.CancellationToken);
    }

    /// <summary>Sends bytes to a port on this machine and reads until the server closes the connection.</summary>
    public static async Task<(int Status, string Answer)> ExchangeAsync(int port, byte[] request, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(request, cancellationToken);
        var answer = await ReadAsync(stream, cancellationToken);
        return (int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture), answer);
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        try
        {
            await stream.CopyToAsync(bytes, cancellationToken);
        }
        catch (IOException) when (bytes.Length > 0)
        {
            // a server that refuses a request before reading all of it resets the connection after its answer
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
