using System.Diagnostics;
using System.Net;
using System.Text;
using Grpc.Core;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.FeedSimulator;
using PmpPulse.Testing;

namespace PmpPulse.Collector.Tests.Collecting;

public sealed class CollectTests : IAsyncLifetime
{
    private FakePubSub _pubSub = null!;

    public async ValueTask InitializeAsync() => _pubSub = await FakePubSub.StartAsync();

    public ValueTask DisposeAsync() => _pubSub.DisposeAsync();

    [Fact]
    public async Task Collect_StatusFeed_IsPublishedByteForByte()
    {
        const string feedText = "{\"lastUpdatedOther\" : 1760778556,\n\"ttl\":3600,\"data\":{\"stations\":[{\"station_id\":1,\"is_renting\":1,\"name\":\"H\\u00f4tel é\"}]}}";
        await using var feed = await ScriptedFeed.StartAsync(feedText);
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.OK, body.ToJsonString());

        var (topic, message) = _pubSub.Published.Should().ContainSingle().Which;
        topic.Should().Be("projects/test-project/topics/pmp-events");
        message.OrderingKey.Should().Be("velib:station_status_snapshot");
        message.Attributes.Should().Contain("source", "velib").And.Contain("event_type", "station_status_snapshot").And.Contain("event_ts", "2025-10-18T09:09:16Z");
        var envelope = EventEnvelopeReader.Read(message.Data.Memory).Envelope!;
        Encoding.UTF8.GetString(envelope.Payload.Span).Should().Be(feedText);
        envelope.Key.Should().Be(message.OrderingKey);
        envelope.EventTs.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1760778556));

        body["outcome"]!.GetValue<string>().Should().Be("published");
        body["messageId"]!.GetValue<string>().Should().Be("1");
        body["elementsSeen"]!.GetValue<int>().Should().Be(1);
        body["eventTs"]!.GetValue<string>().Should().Be("2025-10-18T09:09:16Z");
        body["ingestTs"]!.GetValue<string>().Should().Be(Rfc3339.Format(envelope.IngestTs));
        body["bytes"]!.GetValue<int>().Should().Be(Encoding.UTF8.GetByteCount(feedText));
        body["attempts"]!.GetValue<int>().Should().Be(1);
        envelope.IngestTs.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Collect_Gzip_PublishesTheSameEnvelopeGzippedAndSaysSo()
    {
        var feedText = $$$"""{"lastUpdatedOther":1760778556,"data":{"stations":[{{{string.Join(',', Enumerable.Range(0, 500).Select(id => $$"""{"station_id":{{id}},"is_renting":1}"""))}}}]}}""";
        await using var feed = await ScriptedFeed.StartAsync(feedText);
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--EVENT_ENCODING=gzip");
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.OK, body.ToJsonString());
        var message = _pubSub.Published.Should().ContainSingle().Which.Message;
        message.Attributes.Should().Contain("content_encoding", "gzip").And.Contain("event_type", "station_status_snapshot");
        EventEncoding.IsGzip(message.Data.Span).Should().BeTrue();
        message.Data.Length.Should().BeLessThan(feedText.Length / 4);
        Encoding.UTF8.GetString(EventEnvelopeReader.ReadMessage(message.Data.Memory).Envelope!.Payload.Span).Should().Be(feedText);
        body["bytes"]!.GetValue<int>().Should().Be(feedText.Length, "the feed's own bytes");
    }

    [Theory]
    [InlineData("identity", 9_000_000, false)]
    [InlineData("identity", 12_000_000, true)]
    [InlineData("identity", 17_900_000, true)]
    [InlineData("gzip", 12_000_000, true)]
    public async Task Collect_LargeFeed_IsGzippedIfTooLargeForPubSub(string encoding, int size, bool gzipped)
    {
        await using var feed = await ScriptedFeed.StartAsync($$"""{"data":{"stations":[{"station_id":1,"is_renting":1}]},"filler":"{{new string('x', size)}}"}""");
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, $"--EVENT_ENCODING={encoding}");
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.OK, body.ToJsonString());
        var message = _pubSub.Published.Should().ContainSingle().Which.Message;
        EventEncoding.IsGzip(message.Data.Span).Should().Be(gzipped);
        message.Attributes.ContainsKey("content_encoding").Should().Be(gzipped);
        EventEnvelopeReader.ReadMessage(message.Data.Memory).Envelope!.Payload.Length.Should().BeGreaterThan(size);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public async Task Collect_FeedTooLargeEvenGzipped_NamesSizesAndSettings(string encoding)
    {
        var noise = new byte[10_500_000];
        new Random(7).NextBytes(noise);
        await using var feed = await ScriptedFeed.StartAsync(
            $$"""{"data":{"stations":[{"station_id":1,"is_renting":1}]},"filler":"{{Convert.ToBase64String(noise)}}"}""");
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, $"--EVENT_ENCODING={encoding}");
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.BadGateway);
        body["reason"]!.GetValue<string>().Should().Be("message_too_large");
        body["detail"]!.GetValue<string>().Should().Contain("EVENT_ENCODING=gzip").And.Contain("9998000").And.MatchRegex(@"event of 140\d{5} bytes");
    }

    [Fact]
    public async Task Collect_InformationFeed_GoesToItsOwnTopic()
    {
        await using var feed = await ScriptedFeed.StartAsync("""{"last_updated":1760778556,"data":{"stations":[{"station_id":1,"name":"A","lat":1}]}}""");
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_ID=velib.station_information", "--FEED_SOURCE=elsewhere");
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.OK);
        var (topic, message) = _pubSub.Published.Should().ContainSingle().Which;
        topic.Should().EndWith("/pmp-velib-station-info");
        message.OrderingKey.Should().Be("elsewhere:station_information_snapshot");
    }

    [Theory]
    [InlineData("station-number")]
    [InlineData("duplicate-station")]
    public async Task Collect_OddStations_ArePublishedAnyway(string fault)
    {
        await using var collector = await CollectorServer.StartWithSimulatorAsync(_pubSub, [$"--FAULT={fault}"]);
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.OK, body.ToJsonString());
        body["elementsSeen"]!.GetValue<int>().Should().BeGreaterThan(29);
        _pubSub.Published.Should().ContainSingle();
    }

    [Theory]
    [InlineData("""{"last_updated":1760778556,"data":{"stations":[]}}""")]
    [InlineData("""{"last_updated":1760778556,"data":{"stations":[1,null,"x",[],{}]}}""")]
    public async Task Collect_EmptyStations_ArePublishedAnyway(string feedText)
    {
        await using var feed = await ScriptedFeed.StartAsync(feedText);
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"last_updated\":\"soon\",")]
    public async Task Collect_NoEventTime_IsPublishedWithoutOne(string time)
    {
        await using var feed = await ScriptedFeed.StartAsync("{" + time + "\"data\":{\"stations\":[{\"station_id\":1,\"is_renting\":1}]}}");
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        (await collector.CollectAsync()).Body["eventTs"].Should().BeNull();
        EventEnvelopeReader.Read(_pubSub.Published.Single().Message.Data.Memory).Envelope!.EventTs.Should().BeNull();
    }

    [Fact]
    public async Task Collect_SeveralPolls_PublishOneMessageEachWithItsOwnTime()
    {
        await using var collector = await CollectorServer.StartWithSimulatorAsync(_pubSub, []);
        for (var i = 0; i < 3; i++) (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.OK);
        _pubSub.Published.Select(p => p.Message.Attributes["event_ts"]).Should().OnlyHaveUniqueItems().And.BeInAscendingOrder().And.HaveCount(3);
    }

    [Fact]
    public async Task Collect_PubSubRefuses_503AndTheNextPollWorks()
    {
        await using var collector = await CollectorServer.StartWithSimulatorAsync(_pubSub, []);
        _pubSub.Failure = new Status(StatusCode.NotFound, "Resource not found (resource=pmp-events).");
        await collector.ShouldFailAsync(HttpStatusCode.ServiceUnavailable, "publish_failed");
        _pubSub.Failure = null;
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Collect_CallerTraced_MessageCarriesTheTrace()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "PmpPulse.Collector",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var collector = await CollectorServer.StartWithSimulatorAsync(_pubSub, []);
        await collector.CollectAsync();
        ActivityContext.TryParse(_pubSub.Published.Single().Message.Attributes["traceparent"], null, out _).Should().BeTrue();
    }

    [Fact]
    public async Task Collect_WithoutToken_401AndTheFeedIsNotRequested()
    {
        await using var issuer = await TestOidcIssuer.StartAsync();
        await using var feed = await ScriptedFeed.StartAsync("{}");
        await using var collector = await CollectorServer.StartAsync(
            [$"--PUBSUB_EMULATOR_HOST={_pubSub.Host}", $"--FEED_URL={feed.Url}", .. issuer.ServiceArguments]);
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await collector.CollectAsync(issuer.Token(("email", "x@y.z")))).Status.Should().Be(HttpStatusCode.Forbidden);
        feed.Requests.Should().BeEmpty();
        (await collector.CollectAsync(issuer.Token())).Status.Should().Be(HttpStatusCode.BadGateway);
        feed.Requests.Should().ContainSingle();
    }

    [Fact]
    public void SimulatorPaths_OfEveryFeed_MatchTheLiveOnes() =>
        Velib.Status.Address.AbsolutePath.Should().Be(FeedSimulatorService.StatusPath);
}
