using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using PmpPulse.Testing;

namespace PmpPulse.Security.Tests.Connections;

/// <summary>Programs with a low open-files limit, against a client that opens many more idle connections.</summary>
[Trait("Category", "Slow")]
public sealed partial class IdleConnectionsTests
{
    private const int OpenFiles = 400;
    private const int Connections = 300;


    // nothing, part of the HTTP/2 preface, all of it, part of a request, a body that never comes
    private static readonly string[] Openings =
        ["", "PRI * HT", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: localh", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"];

    [Fact]
    public async Task LocalCloud_HundredsOfIdleConnections_RefusesWithAReasonAndKeepsRunning()
    {
        using var directory = new TemporaryDirectory();
        await using var cloud = ChildService.StartWithOpenFiles(
            OpenFiles, "PmpPulse.LocalCloud", "--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0", $"--DATA_DIR={directory.Path}");
        await cloud.AddressAsync();
        int[] ports = [];
        await Eventually.IsTrueAsync(() =>
            (ports = [.. cloud.Output.SelectMany(line => Announced().Matches(line)).Select(match => int.Parse(match.Groups[1].Value))]).Length == 3);

        await FloodAsync(ports[0], cloud, others: ports[1..]);
    }

    [Fact]
    public async Task Service_HundredsOfIdleConnections_RefusesWithAReasonAndKeepsRunning()
    {
        await using var simulator = ChildService.StartWithOpenFiles(OpenFiles, "PmpPulse.FeedSimulator", "--PORT=0", "--STATIONS=3");

        await FloodAsync((await simulator.AddressAsync()).Port, simulator, others: []);
    }

    private static async Task FloodAsync(int port, ChildService server, int[] others)
    {
        var idle = new List<TcpClient>();
        try
        {
            // accepted connections time out after a while, so refill at each check
            async Task<string?> FillAndLookAsync()
            {
                foreach (var client in idle.Where(IsClosed)) client.Dispose();
                idle.RemoveAll(client => !client.Connected);
                for (var number = 0; number < Connections; number++) idle.Add(await OpenAsync(port, Openings[number % Openings.Length]));
                // while others are being refused, new connections are closed without an answer
                string? answer = null;
                for (var look = 0; look < 20 && answer is null; look++)
                {
                    await Task.Delay(200, TestContext.Current.CancellationToken);
                    answer = await HealthAsync(port);
                }

                return answer;
            }

            var refusal = await AnswerAsync("HTTP/1.1 503 ", FillAndLookAsync);
            refusal.Should().Contain("ulimit -n").And.Contain("\"status\":\"UNAVAILABLE\"");
            // the first request to each other port must work: one port can't use up the others' descriptors
            foreach (var other in others) (await HealthAsync(other)).Should().StartWith("HTTP/1.1 200 ");
        }
        finally
        {
            foreach (var client in idle) client.Dispose();
        }

        (await AnswerAsync("HTTP/1.1 200 ", () => HealthAsync(port))).Should().Contain("ok");
        string.Join('\n', server.Errors).Should().NotContain("Unhandled exception");
    }

    private static Task<string> AnswerAsync(string opening, Func<Task<string?>> look) =>
        Eventually.FindAsync(async () => await look() is { } answer && answer.StartsWith(opening, StringComparison.Ordinal) ? answer : null);

    private static async Task<TcpClient> OpenAsync(int port, string opening)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(opening), TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // already refused, as intended
        }

        return client;
    }

    private static bool IsClosed(TcpClient client) => !client.Connected || (client.Client.Poll(0, SelectMode.SelectRead) && client.Available == 0);

    private static async Task<string?> HealthAsync(int port)
    {
        try
        {
            var (_, answer) = await RawHttp.ExchangeAsync(
                port, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            return answer;
        }
        catch (Exception exception) when (exception is IOException or SocketException or IndexOutOfRangeException)
        {
            // closed without an answer: too many were being refused at that moment
            return null;
        }
    }

    [GeneratedRegex(@"Now listening on: http://127\.0\.0\.1:(\d+)")]
    private static partial Regex Announced();
}
