using System.Buffers;
using System.IO.Compression;
using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Collector.Feeds;

/// <summary>
/// Reads a body of unknown length and stops as soon as it is too large, whatever it would unpack to. Gzip is recognized by its first bytes,
/// with or without a header that says so; a body that contradicts its <c>Content-Encoding</c> is read as it is.
/// </summary>
internal static class BoundedBody
{
    private const int Chunk = 64 * 1024;

    /// <exception cref="FeedException">
    /// The body is larger than <paramref name="limit"/> bytes, packed or unpacked, or can't be unpacked.
    /// </exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, long limit, CancellationToken cancellationToken)
    {
        // announced too large: not one byte is read
        if (content.Headers.ContentLength > limit) throw TooLarge(limit);
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var announced = (int)(content.Headers.ContentLength ?? 0);
        ReadOnlyMemory<byte> body = await ReadAsync(stream, announced, limit, cancellationToken);
        foreach (var coding in content.Headers.ContentEncoding.Reverse())
        {
            body = coding.ToUpperInvariant() switch
            {
                "BR" => await DecodeAsync(body, packed => new BrotliStream(packed, CompressionMode.Decompress), limit, cancellationToken),
                "DEFLATE" => await DecodeAsync(body, packed => new ZLibStream(packed, CompressionMode.Decompress), limit, cancellationToken),
                _ => Unpack(body, limit),
            };
        }

        return Unpack(body, limit);
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> body, long limit) => FeedBytes.Unpack(body, limit, out var json)?.Type switch
    {
        null => json,
        ReadErrors.GzipTooLarge => throw TooLarge(limit),
        _ => throw new FeedException(FeedFailure.BrokenOff, "The answer begins as gzip and can't be unpacked: it is corrupt or cut off.", isTransient: true) { Body = body },
    };

    private static async Task<ReadOnlyMemory<byte>> DecodeAsync(
        ReadOnlyMemory<byte> body, Func<Stream, Stream> decoder, long limit, CancellationToken cancellationToken)
    {
        await using var decoded = decoder(new MemoryStream(body.ToArray()));
        try
        {
            return await ReadAsync(decoded, 0, limit, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            // either the header or the bytes are wrong: the bytes decide
            return body;
        }
    }

    /// <param name="stream">The body.</param>
    /// <param name="announced">Its length, as its server says; 0 if it doesn't. So it needs no larger buffer half-way.</param>
    /// <param name="limit">Most bytes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, int announced, long limit, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(announced + Chunk);
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(Chunk), cancellationToken);
            if (read == 0) return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > limit) throw TooLarge(limit);
        }
    }

    private static FeedException TooLarge(long limit) =>
        new(FeedFailure.TooLarge, $"The body is larger than the {limit} bytes allowed (MAX_FEED_BYTES).", isTransient: false);
}
