using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.Collector.Feeds;
using PmpPulse.Testing;

namespace PmpPulse.Collector.Tests.Feeds;

/// <summary>If a server says when to retry, no request is sent before then, in this poll or later ones.</summary>
public sealed class WaitTests : IAsyncLifetime
{
    private FakePubSub _pubSub = null!;

    public async ValueTask InitializeAsync() => _pubSub = await FakePubSub.StartAsync();

    public ValueTask DisposeAsync() => _pubSub.DisposeAsync();

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(302)]
    public async Task Collect_RetryAfter_SendsNoRequestUntilThen(int status)
    {
        await using var feed = await Answering(status, "60");
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        var (code, body) = await collector.CollectAsync();
        code.Should().Be(HttpStatusCode.BadGateway);
        body["reason"]!.GetValue<string>().Should().Be("feed_http_status");
        body["detail"]!.GetValue<string>().Should().Contain(status.ToString(CultureInfo.InvariantCulture)).And.Contain("60 s");

        (code, body) = await collector.CollectAsync();
        code.Should().Be(HttpStatusCode.OK, "Scheduler must not try again");
        ShouldWait(body, status);
        feed.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Collect_RetryAfterDate_IsMeasuredByTheServersClock()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 503;
            // a server whose clock is a day behind still means two minutes
            context.Response.Headers.Date = "Sun, 29 Nov 2026 06:00:00 GMT";
            context.Response.Headers.RetryAfter = "Sun, 29 Nov 2026 06:02:00 GMT";
            return Task.CompletedTask;
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        (await collector.CollectAsync()).Body["detail"]!.GetValue<string>().Should().Contain("120 s");
        ShouldWait((await collector.CollectAsync()).Body, 503);
        feed.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Collect_WaitLongerThanTheBound_IsLimitedAndReported()
    {
        await using var feed = await Answering(429, "31536000");
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_MAX_WAIT=1s");
        (await collector.CollectAsync()).Body["detail"]!.GetValue<string>().Should().Contain("31536000 s").And.Contain("FEED_MAX_WAIT");
        // it is asked again after a second, not after a year
        await Eventually.IsTrueAsync(async () =>
        {
            await collector.CollectAsync();
            return feed.Requests.Count > 1;
        });
    }

    [Theory]
    [InlineData("99999999999999")]
    [InlineData("2147483648")]
    [InlineData("60.5")]
    public async Task Collect_RetryAfterWithOddSeconds_IsStillAWait(string retryAfter)
    {
        await using var feed = await Answering(503, retryAfter);
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.BadGateway);
        ShouldWait((await collector.CollectAsync()).Body, 503);
        feed.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("Sat, 18 Oct 2025 09:09:16 GMT")]
    public async Task Collect_RetryAfterWithoutAWait_IsIgnored(string retryAfter)
    {
        await using var feed = await Answering(503, retryAfter);
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=1");
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.BadGateway);
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.BadGateway);
        feed.Requests.Should().HaveCount(4);
    }

    [Fact]
    public void Left_ClockSetBackOrForward_IsUnaffected()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));
        var wait = new FeedWait(clock, TimeSpan.FromHours(1));
        wait.Left().Should().BeNull();
        wait.Record(new FeedException("x", "no", isTransient: true));
        wait.Left().Should().BeNull();
        wait.Record(new FeedException("x", "no", isTransient: true) { RetryAfter = TimeSpan.FromDays(400) });
        wait.Left()!.Value.Left.Should().Be(TimeSpan.FromHours(1));
        clock.Advance(TimeSpan.FromMinutes(59));
        wait.Left()!.Value.Until.Should().Be(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));
        clock.Advance(TimeSpan.FromMinutes(1));
        wait.Left().Should().BeNull();
    }

    private static void ShouldWait(JsonNode body, int status)
    {
        body["outcome"]!.GetValue<string>().Should().Be("waiting", body.ToJsonString());
        body["nextRequestAt"].Should().NotBeNull();
        body["detail"]!.GetValue<string>().Should().Contain(status.ToString(CultureInfo.InvariantCulture), "the reason is repeated");
        body["ingestTs"].Should().BeNull();
    }

    private static Task<ScriptedFeed> Answering(int status, string retryAfter) => ScriptedFeed.StartAsync((context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    });
}
