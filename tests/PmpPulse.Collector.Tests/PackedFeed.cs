using System.IO.Compression;

namespace PmpPulse.Collector.Tests;

/// <summary>Compresses what a test's server serves.</summary>
internal static class PackedFeed
{
    public static byte[] Gzip(byte[] bytes) => Pack(bytes, packed => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true));

    public static byte[] Brotli(byte[] bytes) => Pack(bytes, packed => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true));

    public static byte[] Deflate(byte[] bytes) => Pack(bytes, packed => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true));

    private static byte[] Pack(byte[] bytes, Func<Stream, Stream> packer)
    {
        using var packed = new MemoryStream();
        using (var stream = packer(packed)) stream.Write(bytes);
        return packed.ToArray();
    }
}
