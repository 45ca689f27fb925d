using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using PmpPulse.Contracts.Events;
using PmpPulse.Testing;

namespace PmpPulse.Collector.Tests.Feeds;

/// <summary>Nothing served as a feed is lost: neither a feed broken by one station's bytes nor a body that isn't a feed.</summary>
public sealed class BrokenFeedTests : IAsyncLifetime
{
    private const string Good = """{"station_id":"ok","num_bikes_available":1,"is_renting":1}""";

    private FakePubSub _pubSub = null!;

    public async ValueTask InitializeAsync() => _pubSub = await FakePubSub.StartAsync();

    public ValueTask DisposeAsync() => _pubSub.DisposeAsync();

    public static TheoryData<string, string> Broken()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        return new()
        {
            { "NaN before", $$$"""{"last_updated":1760778556,"data":{"stations":[{"station_id":"bad","lat":NaN},{{{Good}}}]}}""" },
            { "NaN behind", $$$"""{"data":{"stations":[{"station_id":"bad","lat":NaN},{{{Good}}}]},"last_updated":1760778556}""" },
            { "Infinity", $$$"""{"data":{"stations":[{{{Good}}},{"station_id":"bad","lat":-Infinity}]},"ttl":60,"lastUpdatedOther":"1760778556"}""" },
            { "deep", $$$"""{"last_updated":1760778556,"data":{"stations":[{"station_id":"bad","x":{{{deep}}}},{{{Good}}}]}}""" },
            { "comma", $$$"""{"last_updated":1760778556,"data":{"stations":[{"station_id":"bad",},{{{Good}}}]}}""" },
            { "latin1", $$$"""{"last_updated":1760778556,"data":{"stations":[{"station_id":"bad","name":"H\u00f4\u00ff"},{{{Good}}}]}}""".Replace("\\u00f4\\u00ff", "\u00f4\u00ff", StringComparison.Ordinal) },
        };
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Collect_OneStationBreaksTheBody_IsPublishedUnchangedWithItsTime(string what, string text)
    {
        var body = Encoding.Latin1.GetBytes(text);
        await using var feed = await ScriptedFeed.StartAsync((context, _) => context.Response.Body.WriteAsync(body).AsTask());
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        var (status, answer) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.OK, what + answer.ToJsonString());
        feed.Requests.Should().ContainSingle("a retry returns the same");
        answer["elementsSeen"]!.GetValue<int>().Should().Be(2);
        answer["eventTs"]!.GetValue<string>().Should().Be("2025-10-18T09:09:16Z");
        answer["detail"]!.GetValue<string>().Should().Contain("not JSON as a whole");
        var envelope = EventEnvelopeReader.Read(_pubSub.Published.Single().Message.Data.Memory).Envelope!;
        envelope.PayloadIsJson.Should().BeFalse();
        envelope.Payload.ToArray().Should().Equal(body);
    }

    [Theory]
    [InlineData("1-nan-station_status.json")]
    [InlineData("2-latin1-station_status.json")]
    public async Task Collect_CaseF05_IsPublished(string file)
    {
        var folder = SharedData.Find("cases/F05-one-bad-byte-costs-all");
        Assert.SkipWhen(folder is null, SharedData.SkipReason);
        var body = await File.ReadAllBytesAsync(Path.Combine(folder!, file));
        await using var feed = await ScriptedFeed.StartAsync((context, _) => context.Response.Body.WriteAsync(body).AsTask());
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.OK);
        EventEnvelopeReader.Read(_pubSub.Published.Single().Message.Data.Memory).Envelope!.Payload.ToArray().Should().Equal(body);
    }

    [Fact]
    public async Task Collect_TruncatedThenWhole_PublishesOnlyTheWholeOne()
    {
        var whole = $$$"""{"last_updated":1760778556,"data":{"stations":[{{{Good}}},{{{Good}}}]}}""";
        await using var feed = await ScriptedFeed.StartAsync((context, request) => context.Response.WriteAsync(request == 1 ? whole[..100] : whole));
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        var (_, body) = await collector.CollectAsync();
        body["attempts"]!.GetValue<int>().Should().Be(2);
        body["detail"].Should().BeNull();
        EventEnvelopeReader.Read(_pubSub.Published.Should().ContainSingle().Which.Message.Data.Memory).Envelope!.PayloadIsJson.Should().BeTrue();
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task Collect_AlwaysTruncated_PublishesWhatArrived(int then)
    {
        var cut = $$$"""{"last_updated":1760778556,"data":{"stations":[{{{Good}}},{"station_id":"half""";
        await using var feed = await ScriptedFeed.StartAsync((context, request) =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.StatusCode = request == 1 ? 200 : then;
            return context.Response.WriteAsync(cut);
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=1");
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.OK, body.ToJsonString());
        body["attempts"]!.GetValue<int>().Should().Be(2);
        EventEnvelopeReader.Read(_pubSub.Published.Single().Message.Data.Memory).Envelope!.Payload.Length.Should().Be(cut.Length);
        await collector.CollectAsync();
        feed.Requests.Last().IfNoneMatch.Should().BeEmpty("a partial body must not count as a version");
    }

    [Fact]
    public async Task Collect_BrokenBodyNotModified_IsPublishedOnce()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch == "\"v1\"" ? 304 : 200;
            return context.Response.StatusCode == 304 ? Task.CompletedTask : context.Response.WriteAsync($$$"""{"data":{"stations":[{"a":NaN},{{{Good}}}]}}""");
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        await collector.CollectAsync();
        (await collector.CollectAsync()).Body["outcome"]!.GetValue<string>().Should().Be("not_modified");
        _pubSub.Published.Should().ContainSingle();
    }

    [Theory]
    [InlineData("text/html", "<!doctype html><h1>Sign in</h1>", "feed_not_json", "web page", false)]
    [InlineData("text/plain", "upstream error", "feed_not_json", "other text", false)]
    [InlineData("application/json", "{\"error\":\"quota\"}", "feed_wrong_shape", "data.stations", true)]
    [InlineData("application/json", "[1]", "feed_wrong_shape", "object", true)]
    public async Task Collect_BodyIsNotAFeed_502WithTheReasonAndKeptOnce(string type, string body, string reason, string named, bool isJson)
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0");
        var (status, answer) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.BadGateway);
        answer["reason"]!.GetValue<string>().Should().Be(reason);
        answer["detail"]!.GetValue<string>().Should().Contain(named).And.Contain("message 1.");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, reason);
        var envelope = EventEnvelopeReader.Read(_pubSub.Published.Should().ContainSingle("the same bytes are kept once").Which.Message.Data.Memory).Envelope!;
        envelope.PayloadIsJson.Should().Be(isJson);
        Encoding.UTF8.GetString(envelope.Payload.Span).Should().Be(body);
    }

    [Fact]
    public async Task Collect_DifferentErrorPageEachMinute_IsNotKeptEachMinute()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, request) => context.Response.WriteAsync($"<html>request id {request}</html>"));
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0");
        for (var i = 0; i < 4; i++) await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_not_json");
        _pubSub.Published.Should().ContainSingle();
    }

    [Fact]
    public async Task Collect_KeepingFails_StillReportsTheFeedsFault()
    {
        await using var feed = await ScriptedFeed.StartAsync("<html>");
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0");
        _pubSub.Failure = new Grpc.Core.Status(Grpc.Core.StatusCode.PermissionDenied, "no");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_not_json");
        _pubSub.Failure = null;
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_not_json");
        _pubSub.Published.Should().ContainSingle("it is retried");
    }
}
