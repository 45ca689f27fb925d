using System.Net;
using Microsoft.AspNetCore.Http;

namespace PmpPulse.Collector.Tests.Feeds;

public sealed class ConditionalGetTests : IAsyncLifetime
{
    private const string Feed = """{"last_updated":1760778556,"data":{"stations":[{"station_id":1,"is_renting":1}]}}""";

    private FakePubSub _pubSub = null!;

    public async ValueTask InitializeAsync() => _pubSub = await FakePubSub.StartAsync();

    public ValueTask DisposeAsync() => _pubSub.DisposeAsync();

    [Fact]
    public async Task Collect_SameEntityTag_IsNotModifiedAndPublishesNothing()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) => Answer(context, "\"v1\"", null));
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        (await collector.CollectAsync()).Body["outcome"]!.GetValue<string>().Should().Be("published");
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.OK);
        body["outcome"]!.GetValue<string>().Should().Be("not_modified");
        body["messageId"].Should().BeNull();
        _pubSub.Published.Should().ContainSingle();
    }

    [Fact]
    public async Task Collect_LastModifiedGiven_IsSentWithTheNextRequest()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) => Answer(context, null, "Sat, 18 Oct 2025 09:09:16 GMT"));
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        await collector.CollectAsync();
        (await collector.CollectAsync()).Body["outcome"]!.GetValue<string>().Should().Be("not_modified");
    }

    [Fact]
    public async Task Collect_NoValidators_RequestsUnconditionally()
    {
        await using var feed = await ScriptedFeed.StartAsync(Feed);
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        await collector.CollectAsync();
        await collector.CollectAsync();
        feed.Requests.Should().OnlyContain(r => !r.ContainsKey("If-None-Match") && !r.ContainsKey("If-Modified-Since"));
        feed.Requests.Should().OnlyContain(r => r.AcceptEncoding.ToString().Contains("gzip") && r.AcceptEncoding.ToString().Contains("br"));
        _pubSub.Published.Should().HaveCount(2);
    }

    [Fact]
    public async Task Collect_PublishFailed_FetchesTheWholeFeedAgain()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) => Answer(context, "\"v1\"", null));
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        _pubSub.Failure = new Grpc.Core.Status(Grpc.Core.StatusCode.PermissionDenied, "no");
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        _pubSub.Failure = null;
        (await collector.CollectAsync()).Body["outcome"]!.GetValue<string>().Should().Be("published");
    }

    private static Task Answer(HttpContext context, string? entityTag, string? lastModified)
    {
        context.Response.Headers.ETag = entityTag;
        context.Response.Headers.LastModified = lastModified;
        if ((entityTag is not null && context.Request.Headers.IfNoneMatch == entityTag)
            || (lastModified is not null && context.Request.Headers.IfModifiedSince == lastModified))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return context.Response.WriteAsync(Feed);
    }
}
