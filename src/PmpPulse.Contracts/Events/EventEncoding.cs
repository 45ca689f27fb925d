using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Contracts.Events;

/// <summary>
/// How an envelope is encoded in a message's data: as it is, or gzipped (<see href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</see>,
/// one member). The data's first bytes tell, because no JSON begins like gzip.
/// </summary>
public static class EventEncoding
{
    /// <summary>The value of <see cref="MessageAttributes.ContentEncoding"/> for gzip.</summary>
    public const string Gzip = "gzip";

    // header and trailer of an empty member, and the maximum that deflate expands a byte to
    private const int MinGzipBytes = 20;
    private const long MaxRatio = 1_032;

    /// <summary>Whether a message's data is, or begins as, gzip.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> data) => data is [0x1F, 0x8B, ..];

    /// <summary>Gzips an envelope.</summary>
    public static ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> envelope)
    {
        using var packed = new MemoryStream(envelope.Length / 4 + MinGzipBytes);
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(envelope.Span);
        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }

    /// <summary>
    /// Gets an envelope's bytes from a message's data; never throws for bad bytes, and uses no more memory than the data claims, within
    /// bounds.
    /// </summary>
    /// <param name="data">The message's data.</param>
    /// <param name="buffer">Where gzip is unpacked to; replaced by a larger one if it is too small. Untouched for plain data.</param>
    /// <param name="envelope">The data itself, or a slice of <paramref name="buffer"/>.</param>
    /// <returns>Null, or why there is no envelope.</returns>
    public static ReadError? Unpack(ReadOnlyMemory<byte> data, ref byte[] buffer, out ReadOnlyMemory<byte> envelope)
    {
        envelope = data;
        if (!IsGzip(data.Span)) return null;

        envelope = default;
        if (data.Length < MinGzipBytes) return NotGzip("it is cut off");
        // the trailer has the size, which is enforced: so nothing is ever unpacked past the bound
        long size = BinaryPrimitives.ReadUInt32LittleEndian(data.Span[^4..]);
        // GZipStream treats the end of its input as the end of a member: with no output, a cut-off member looks complete
        if (size == 0) return NotGzip("it is cut off or holds nothing");
        if (size > MaxRatio * data.Length) return NotGzip("its end claims more than it can hold");
        if (size > JsonLimits.MaxUnpackedBytes)
        {
            return new ReadError(ReadErrors.GzipTooLarge, string.Create(
                CultureInfo.InvariantCulture, $"The gzipped data unpacks to {size} bytes; at most {JsonLimits.MaxUnpackedBytes} are read."));
        }

        if (buffer.Length < size) buffer = new byte[size];
        if (!TryUnpack(data, buffer.AsSpan(0, (int)size))) return NotGzip("it is corrupt, cut off, or followed by something");
        envelope = buffer.AsMemory(0, (int)size);
        return null;
    }

    private static bool TryUnpack(ReadOnlyMemory<byte> data, Span<byte> output)
    {
        using var input = new SplitLastByteStream(data);
        using var gzip = new GZipStream(input, CompressionMode.Decompress);
        try
        {
            return gzip.ReadAtLeast(output, output.Length, throwOnEndOfStream: false) == output.Length && gzip.ReadByte() < 0 && input.AtEnd;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static ReadError NotGzip(string why) => new(ReadErrors.GzipInvalid, $"The data begins as gzip but is not one whole gzip member: {why}.");

    /// <summary>
    /// Hands out all bytes but the last in large pieces, and the last by itself: GZipStream ignores what follows a member
    /// silently, but it does not ask for more once the member has ended. So anything after the member leaves at least the last byte unread.
    /// </summary>
    private sealed class SplitLastByteStream(ReadOnlyMemory<byte> data) : Stream
    {
        private int _position;

        public bool AtEnd => _position == data.Length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var end = _position < data.Length - 1 ? data.Length - 1 : data.Length;
            var count = Math.Min(buffer.Length, end - _position);
            data.Span.Slice(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
