using System.Buffers;

namespace PmpPulse.Collector.Feeds;

/// <summary>Reads a body of unknown length and stops as soon as it is too large, whatever it would unpack to.</summary>
internal static class BoundedBody
{
    private const int Chunk = 64 * 1024;

    /// <exception cref="FeedException">The body is larger than <paramref name="limit"/> bytes.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, long limit, CancellationToken cancellationToken)
    {
        // announced too large: not one byte is read
        if (content.Headers.ContentLength > limit) throw TooLarge(limit);
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var body = new ArrayBufferWriter<byte>(Chunk);
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(Chunk), cancellationToken);
            if (read == 0) return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > limit) throw TooLarge(limit);
        }
    }

    private static FeedException TooLarge(long limit) =>
        new(FeedFailure.TooLarge, $"The feed's body is larger than the {limit} bytes allowed (MAX_FEED_BYTES).", isTransient: false);
}
