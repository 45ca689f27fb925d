using System.IO.Compression;
using System.Security.Cryptography;

namespace PmpPulse.FeedSimulator.Serving;

/// <summary>One published version of a feed, as it goes over the wire.</summary>
internal sealed class FeedDocument
{
    private readonly Lazy<byte[]> _gzipped;
    private readonly Lazy<string> _entityTag;

    public FeedDocument(ReadOnlyMemory<byte> json)
    {
        Json = json;
        _gzipped = new Lazy<byte[]>(() => Gzip(json));
        _entityTag = new Lazy<string>(() => $"\"{Convert.ToHexStringLower(SHA256.HashData(json.Span))[..16]}\"");
    }

    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The same while the bytes are the same: two versions may claim one publication time.</summary>
    public string EntityTag => _entityTag.Value;

    public byte[] Gzipped => _gzipped.Value;

    private static byte[] Gzip(ReadOnlyMemory<byte> json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(json.Span);
        return packed.ToArray();
    }
}
