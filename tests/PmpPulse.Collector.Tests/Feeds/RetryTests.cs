using System.Net;

namespace PmpPulse.Collector.Tests.Feeds;

public sealed class RetryTests : IAsyncLifetime
{
    private const string Feed = """{"last_updated":1760778556,"data":{"stations":[{"station_id":1,"is_renting":1}]}}""";

    private FakePubSub _pubSub = null!;

    public async ValueTask InitializeAsync() => _pubSub = await FakePubSub.StartAsync();

    public ValueTask DisposeAsync() => _pubSub.DisposeAsync();

    [Theory]
    [InlineData("status:503")]
    [InlineData("truncated")]
    [InlineData("reset")]
    [InlineData("html")]
    public async Task Collect_TransientFailure_IsRetried(string fault)
    {
        await using var collector = await CollectorServer.StartWithSimulatorAsync(_pubSub, [$"--FAULT={fault}", "--FAULT_REQUESTS=1"]);
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.OK, body.ToJsonString());
        body["attempts"]!.GetValue<int>().Should().Be(2);
        _pubSub.Published.Should().ContainSingle();
    }

    [Fact]
    public async Task Collect_StillFailing_GivesUpAfterRetries()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=2");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_http_status");
        feed.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task Collect_TimeoutWhileWaitingToRetry_ReportsTheFeedsFault()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_TIMEOUT=1s", "--FEED_TOTAL_TIMEOUT=1s", "--FEED_RETRIES=10");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_http_status");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task Collect_PermanentFailure_IsNotRetried(int status)
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.BadGateway);
        feed.Requests.Should().ContainSingle();
    }
}
