using System.Net;
using System.Net.Sockets;
using PmpPulse.Testing;

namespace PmpPulse.Collector.Tests.Feeds;

/// <summary>Every way a feed can fail: 502 with the reason, nothing published, and the next poll works.</summary>
public sealed class BadFeedTests : IAsyncLifetime
{
    private FakePubSub _pubSub = null!;

    public async ValueTask InitializeAsync() => _pubSub = await FakePubSub.StartAsync();

    public ValueTask DisposeAsync() => _pubSub.DisposeAsync();

    [Theory]
    [InlineData("status:404", "feed_not_found")]
    [InlineData("status:410", "feed_not_found")]
    [InlineData("status:403", "feed_http_status")]
    [InlineData("status:500", "feed_http_status")]
    [InlineData("status:503", "feed_http_status")]
    [InlineData("status:204", "feed_http_status")]
    [InlineData("status:304", "feed_http_status")]
    [InlineData("stall", "feed_timeout")]
    [InlineData("slow:1m", "feed_timeout")]
    [InlineData("reset", "feed_broken_off")]
    [InlineData("empty", "feed_empty")]
    [InlineData("huge:50000000", "feed_too_large")]
    [InlineData("bomb:50000000", "feed_too_large")]
    public async Task Collect_BadFeedOnce_502ThenRecovers(string fault, string reason)
    {
        await using var collector = await CollectorServer.StartWithSimulatorAsync(
            _pubSub, [$"--FAULT={fault}", "--FAULT_REQUESTS=1"], "--FEED_RETRIES=0", fault is "stall" or "slow:1m" ? "--FEED_TIMEOUT=300ms" : "--FEED_TIMEOUT=30s");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, reason);
        _pubSub.Published.Should().BeEmpty();

        // with the short timeout a good answer may need several attempts
        await Eventually.IsTrueAsync(async () => (await collector.CollectAsync()).Status == HttpStatusCode.OK);
        _pubSub.Published.Should().ContainSingle();
    }

    [Fact]
    public async Task Collect_TotalTimeoutReached_502()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        await using var collector = await CollectorServer.StartAsync(
            _pubSub, feed.Url, "--FEED_TIMEOUT=200ms", "--FEED_TOTAL_TIMEOUT=400ms", "--FEED_RETRIES=10");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_timeout");
        feed.Requests.Count.Should().BeLessThan(4, "only two of eleven attempts start in that time, plus a late one");
        _pubSub.Published.Should().BeEmpty();
    }

    [Fact]
    public async Task Collect_NothingListens_502()
    {
        using var nobody = new ClosedPort();
        await using var collector = await CollectorServer.StartAsync(_pubSub, $"http://127.0.0.1:{nobody.Number}/feed", "--FEED_RETRIES=0");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_unreachable");
    }

    [Fact]
    public async Task Collect_PlainHttpWhereTlsIsExpected_502SaysTls()
    {
        await using var feed = await ScriptedFeed.StartAsync("{}");
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url.Replace("http://", "https://", StringComparison.Ordinal), "--FEED_RETRIES=0");
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.BadGateway);
        body["reason"]!.GetValue<string>().Should().Be("feed_unreachable");
        body["detail"]!.GetValue<string>().Should().Contain("TLS").And.Contain("127.0.0.1");
    }

    [Fact]
    public async Task Collect_ReasonPhrase_IsBoundedAndPlain()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            var answer = "HTTP/1.1 418 \u001b]0;owned\u0007" + new string('x', 500) + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            using var request = new StreamReader(client.GetStream());
            while (await request.ReadLineAsync() is { Length: > 0 })
            {
            }

            await client.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(answer));
            client.Client.Shutdown(SocketShutdown.Send);
            await request.ReadToEndAsync();
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/feed", "--FEED_RETRIES=0");
        var detail = (await collector.CollectAsync()).Body["detail"]!.GetValue<string>();
        detail.Should().NotContain("\u001b").And.NotContain("\u0007");
        detail.Length.Should().BeLessThan(200);
        await serving;
    }

    [Theory]
    [InlineData("null", "feed_wrong_shape")]
    [InlineData("42", "feed_wrong_shape")]
    [InlineData("{}", "feed_wrong_shape")]
    [InlineData("""{"data":null}""", "feed_wrong_shape")]
    [InlineData("""{"data":{"stations":"none"}}""", "feed_wrong_shape")]
    [InlineData("""{"data":{"stations":[]}} trailing""", "feed_not_json")]
    [InlineData("Service temporarily unavailable", "feed_not_json")]
    [InlineData("   ", "feed_empty")]
    public async Task Collect_OtherJson_502(string body, string reason)
    {
        await using var feed = await ScriptedFeed.StartAsync(body);
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, reason);
    }

    [Fact]
    public async Task Collect_BrokenUtf8_502()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
            context.Response.Body.WriteAsync(new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' }).AsTask());
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_not_json");
    }

    [Fact]
    public async Task Collect_CorruptGzip_502()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3 }).AsTask();
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_broken_off");
    }

    [Fact]
    public async Task Collect_OtherKindOfFeed_502()
    {
        await using var collector = await CollectorServer.StartWithSimulatorAsync(_pubSub, [], "--FEED_ID=velib.station_information");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_wrong_kind");
        _pubSub.Published.Should().BeEmpty();
    }

    [Fact]
    public async Task Collect_EndlessBody_IsNotReadToTheEnd()
    {
        await using var feed = await ScriptedFeed.StartAsync(async (context, _) =>
        {
            var block = new byte[1_000_000];
            Array.Fill(block, (byte)' ');
            while (true) await context.Response.Body.WriteAsync(block, context.RequestAborted);
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0", "--MAX_FEED_BYTES=1000000");
        // a collector that reads on would never answer
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_too_large");
    }

    [Fact]
    public async Task Collect_AnnouncedTooLarge_DoesNotReadTheBody()
    {
        await using var feed = await ScriptedFeed.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = 50_000_000;
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_too_large");
    }
}
