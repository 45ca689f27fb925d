using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CsCheck;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Testing;

namespace PmpPulse.Contracts.Tests.Events;

public sealed class EventEncodingTests
{
    private static readonly byte[] Plain = Encoding.UTF8.GetBytes($$"""{"ingest_ts":"2025-10-18T09:09:30Z","payload":"{{new string('x', 20_000)}}"}""");

    [Fact]
    public void Unpack_Plain_IsTheDataItself()
    {
        byte[] buffer = [];
        EventEncoding.Unpack(Plain, ref buffer, out var envelope).Should().BeNull();
        envelope.Span.Overlaps(Plain).Should().BeTrue("nothing is copied");
        buffer.Should().BeEmpty();
    }

    [Fact]
    public void Unpack_Packed_RoundTrips() => Gen.Byte.Array[1, 5_000].Sample(bytes =>
    {
        var packed = EventEncoding.Pack(bytes);
        EventEncoding.IsGzip(packed.Span).Should().BeTrue();
        Unpack(packed).Envelope.Should().Equal(bytes);
    }, iter: 300);

    [Fact]
    public void Unpack_LargerBuffer_IsReused()
    {
        var buffer = new byte[100_000];
        var kept = buffer;
        EventEncoding.Unpack(EventEncoding.Pack(Plain), ref buffer, out var envelope).Should().BeNull();
        buffer.Should().BeSameAs(kept);
        envelope.ToArray().Should().Equal(Plain);
    }

    [Fact]
    public void Unpack_TruncatedAnywhere_IsATypedError()
    {
        var packed = EventEncoding.Pack(Plain).ToArray();
        for (var length = 2; length < packed.Length; length++)
        {
            Unpack(packed.AsMemory(0, length)).Error.Should().BeOneOf([ReadErrors.GzipInvalid, ReadErrors.GzipTooLarge], "of {0} bytes", length);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(20_000)]
    public void Unpack_TrailingBytes_IsATypedError(int bytes)
    {
        var packed = EventEncoding.Pack(Plain).ToArray();
        Unpack((byte[])[.. packed, .. new byte[bytes]]).Error.Should().Be(ReadErrors.GzipInvalid);
        // ends like the member itself
        Unpack((byte[])[.. packed, .. new byte[bytes], .. packed[^8..]]).Error.Should().Be(ReadErrors.GzipInvalid);
        Unpack((byte[])[.. packed, .. packed]).Error.Should().Be(ReadErrors.GzipInvalid, "only one member is allowed");
    }

    [Fact]
    public void Unpack_Mutated_DoesNotThrow() => Gen.Int.Sample(seed =>
    {
        var mutated = ByteMutator.Mutate(new Random(seed), EventEncoding.Pack(Plain).ToArray());
        if (EventEncoding.IsGzip(mutated) && Unpack(mutated) is { Error: null } unpacked) unpacked.Envelope.Should().Equal(Plain, "its checksum would show it");
    }, iter: 2_000);

    [Fact]
    public void Unpack_EmptyMember_IsATypedError()
    {
        Unpack((byte[])[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]).Error.Should().Be(ReadErrors.GzipInvalid);
        // a truncated header whose last bytes could be a size of zero
        Unpack((byte[])[0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 0, .. "name"u8, 0, 0, 0, 0, 0, 0]).Error.Should().Be(ReadErrors.GzipInvalid);
    }

    [Fact]
    public void Unpack_GzipBomb_AllocatesLittle()
    {
        var bomb = EventEncoding.Pack(new byte[100_000_000]).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Unpack(bomb).Error.Should().Be(ReadErrors.GzipTooLarge);
        // if it states too small a size, unpacking stops there
        BinaryPrimitives.WriteUInt32LittleEndian(bomb.AsSpan(^4), 1_000);
        Unpack(bomb).Error.Should().Be(ReadErrors.GzipInvalid);
        // a small one may not claim a large size
        var small = EventEncoding.Pack(Plain).ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(small.AsSpan(^4), 17_999_999);
        Unpack(small).Error.Should().Be(ReadErrors.GzipInvalid);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1_000_000);
    }

    [Fact]
    public void Unpack_FastestCompression_IsRead()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(Plain);
        Unpack(packed.ToArray()).Envelope.Should().Equal(Plain);
    }

    [Fact]
    public void ReadMessage_Gzipped_ReadsTheEnvelope()
    {
        var envelope = new EventEnvelope(DateTimeOffset.UnixEpoch, null, "velib", "t", "velib:t", "{}"u8.ToArray());
        EventEnvelopeReader.ReadMessage(EventEncoding.Pack(EventEnvelopeWriter.ToBytes(envelope))).Envelope!.Key.Should().Be("velib:t");
        EventEnvelopeReader.ReadMessage(EventEncoding.Pack("<html>"u8.ToArray())).Error!.Type.Should().Be(ReadErrors.NotJson);
        EventEnvelopeReader.ReadMessage(new byte[] { 0x1F, 0x8B, 8 }).Error!.Type.Should().Be(ReadErrors.GzipInvalid);
    }

    private static (byte[] Envelope, string? Error) Unpack(ReadOnlyMemory<byte> data)
    {
        byte[] buffer = [];
        var error = EventEncoding.Unpack(data, ref buffer, out var envelope);
        return (envelope.ToArray(), error?.Type);
    }
}
