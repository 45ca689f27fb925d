using System.Buffers;
using System.IO.Compression;
using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Contracts.Feeds;

/// <summary>
/// Turns a feed's bytes, as served or recorded, into JSON text: gzip is recognized by its first bytes, as in messages
/// (<see cref="EventEncoding"/>), even if packed twice; UTF-16 and UTF-32 are recognized by their byte order mark and become UTF-8.
/// Anything else stays as it is.
/// </summary>
public static class FeedBytes
{
    // some servers gzip a file that is already gzipped; more layers are a bomb
    private const int MaxLayers = 3;

    private const int Chunk = 64 * 1024;

    // the second begins as the first does
    private static readonly Encoding[] Encodings =
        [new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true), new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
         new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true), new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true)];

    /// <summary>Unpacks a feed's bytes.</summary>
    /// <param name="bytes">What was served.</param>
    /// <param name="limit">How many bytes it may unpack to.</param>
    /// <param name="json">The text; a slice of <paramref name="bytes"/> where they are not packed.</param>
    /// <returns>Null, or why there is no text: <see cref="ReadErrors.GzipInvalid"/> or <see cref="ReadErrors.GzipTooLarge"/>.</returns>
    public static ReadError? Unpack(ReadOnlyMemory<byte> bytes, long limit, out ReadOnlyMemory<byte> json)
    {
        json = bytes;
        for (var layer = 0; EventEncoding.IsGzip(json.Span); layer++)
        {
            if (layer == MaxLayers) return new ReadError(ReadErrors.GzipInvalid, $"The feed is gzipped more than {MaxLayers} times over.");
            if (Gunzip(json, limit, out json) is { } error) return error;
        }

        json = ToUtf8(json);
        return null;
    }

    private static ReadError? Gunzip(ReadOnlyMemory<byte> packed, long limit, out ReadOnlyMemory<byte> unpacked)
    {
        var output = new ArrayBufferWriter<byte>(Chunk);
        unpacked = default;
        using var gzip = new GZipStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        try
        {
            while (gzip.Read(output.GetSpan(Chunk)) is > 0 and var read)
            {
                output.Advance(read);
                if (output.WrittenCount > limit) return new ReadError(ReadErrors.GzipTooLarge, $"The gzipped feed unpacks to more than {limit} bytes.");
            }
        }
        catch (InvalidDataException exception)
        {
            return new ReadError(ReadErrors.GzipInvalid, $"The feed begins as gzip and is corrupt or cut off: {exception.Message}");
        }

        unpacked = output.WrittenMemory;
        return null;
    }

    private static ReadOnlyMemory<byte> ToUtf8(ReadOnlyMemory<byte> bytes)
    {
        foreach (var encoding in Encodings)
        {
            if (!bytes.Span.StartsWith(encoding.Preamble)) continue;
            try
            {
                return Encoding.UTF8.GetBytes(encoding.GetString(bytes.Span[encoding.Preamble.Length..]));
            }
            catch (ArgumentException)
            {
                // not that encoding after all: its reader reports that it is not UTF-8
                return bytes;
            }
        }

        return bytes;
    }
}
