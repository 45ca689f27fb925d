using System.Net;
using System.Net.Sockets;
using PmpPulse.ServiceDefaults.Connections;
using PmpPulse.Testing;

namespace PmpPulse.ServiceDefaults.Tests.Connections;

public sealed class ConnectionLimitTests
{
    [Theory]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 503 Service Unavailable\r\n")]
    // an empty SETTINGS frame, then GOAWAY
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\0\u0004\0\0\0\0\0\0\0")]
    [InlineData("", "HTTP/1.1 503 Service Unavailable\r\n")]
    public async Task Connect_PastTheLimit_IsRefusedInItsProtocolAndServedOnceThereIsRoom(string opening, string expected)
    {
        await using var service = await TestService.StartAsync("--OIDC_DISABLED=true", "--MAX_CONNECTIONS=2");
        var port = service.Client.BaseAddress!.Port;
        using (var first = await ConnectAsync(port))
        using (await ConnectAsync(port))
        {
            var refusal = await ExchangeAsync(port, opening);

            refusal.Should().StartWith(expected).And.Contain("This port holds 2 connections, as many as MAX_CONNECTIONS allows.");
        }

        await Eventually.IsTrueAsync(async () =>
            (await ExchangeAsync(port, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).StartsWith("HTTP/1.1 200", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, 100, 4096)]
    [InlineData(1_048_576L, 300, 4096)]
    [InlineData(1_024L, 240, 360)]
    [InlineData(256L, 240, 8)]
    public void Allowed_OpenFilesLimit_IsHalfOfTheFreeDescriptors(long? descriptors, int open, int connections) => ConnectionBudget.Allowed(descriptors, open).Should().Be(connections);

    [Fact]
    public void TryEnter_BudgetUsedUp_FailsUntilAConnectionLeaves()
    {
        var budget = new ConnectionBudget(1);

        budget.TryEnter().Should().BeTrue();
        budget.TryEnter().Should().BeFalse();
        budget.Leave();
        budget.TryEnter().Should().BeTrue();
    }

    /// <summary>Without a common bound, a process with eleven ports ran out of descriptors by refusing.</summary>
    [Fact]
    public void TryBeginRefusal_AllPorts_ShareOneBound()
    {
        var budget = new ConnectionBudget(1);

        var allowed = Enumerable.Range(0, 100).Count(_ => budget.TryBeginRefusal());

        allowed.Should().Be(8);
        budget.TryBeginRefusal().Should().BeFalse();
        budget.EndRefusal();
        budget.TryBeginRefusal().Should().BeTrue();
    }

    [Fact]
    public void ReadLimit_LinuxLimitsFile_IsTheSoftLimit()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "limits");
        File.WriteAllText(file, "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 524288               files     \n");
        OpenFiles.Limit(file).Should().Be(1024);

        File.WriteAllText(file, "Max open files            unlimited            unlimited            files     \n");
        OpenFiles.Limit(file).Should().BeNull();
        OpenFiles.Limit(file + "x").Should().BeNull();
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        // an answer proves that the connection is held
        await client.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await client.GetStream().ReadAtLeastAsync(new byte[4096], 100);
        return client;
    }

    private static async Task<string> ExchangeAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream(), System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
