using System.Net;
using System.Text;
using PmpPulse.Contracts.Events;

namespace PmpPulse.Collector.Tests.Feeds;

/// <summary>A body's compression is recognized by its bytes; the header is only a hint.</summary>
public sealed class PackedFeedTests : IAsyncLifetime
{
    private const string Feed = """{"last_updated":1760778556,"data":{"stations":[{"station_id":1,"is_renting":1,"name":"Hôtel"}]}}""";

    private FakePubSub _pubSub = null!;

    public async ValueTask InitializeAsync() => _pubSub = await FakePubSub.StartAsync();

    public ValueTask DisposeAsync() => _pubSub.DisposeAsync();

    public static TheoryData<string?, byte[]> Served()
    {
        var plain = Encoding.UTF8.GetBytes(Feed);
        return new()
        {
            { "gzip", PackedFeed.Gzip(plain) },
            { null, PackedFeed.Gzip(plain) },
            { null, PackedFeed.Gzip(PackedFeed.Gzip(plain)) },
            { "gzip", PackedFeed.Gzip(PackedFeed.Gzip(plain)) },
            { "gzip", plain },
            { "x-gzip", PackedFeed.Gzip(plain) },
            { "br", PackedFeed.Brotli(plain) },
            { "br", plain },
            { "br", PackedFeed.Brotli(PackedFeed.Gzip(plain)) },
            { "br, gzip", PackedFeed.Gzip(PackedFeed.Brotli(plain)) },
            { "deflate", PackedFeed.Deflate(plain) },
            { "zstd", plain },
            { "gzip", [.. PackedFeed.Gzip(plain.AsSpan(..40).ToArray()), .. PackedFeed.Gzip(plain.AsSpan(40..).ToArray())] },
            { null, [.. Encoding.UTF8.Preamble, .. plain] },
            { null, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Feed)] },
            { null, [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Feed)] },
            { "gzip", PackedFeed.Gzip([.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(Feed)]) },
        };
    }

    [Theory]
    [MemberData(nameof(Served), DisableDiscoveryEnumeration = true)]
    public async Task Collect_AnyCompression_PublishesThePlainFeed(string? coding, byte[] body)
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            if (coding is not null) context.Response.Headers.ContentEncoding = coding;
            return context.Response.Body.WriteAsync(body).AsTask();
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0");
        var (status, answer) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.OK, answer.ToJsonString());
        var envelope = EventEnvelopeReader.Read(_pubSub.Published.Single().Message.Data.Memory).Envelope!;
        Encoding.UTF8.GetString(envelope.Payload.Span).Should().Be(Feed);
        envelope.EventTs.Should().NotBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task Collect_GzipBomb_IsTooLarge(string? coding)
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            if (coding is not null) context.Response.Headers.ContentEncoding = coding;
            return context.Response.Body.WriteAsync(PackedFeed.Gzip(PackedFeed.Gzip(new byte[30_000_000]))).AsTask();
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_too_large");
    }
}
