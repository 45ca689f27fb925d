using System.Globalization;
using System.IO.Compression;

namespace PmpPulse.FeedSimulator.Serving;

/// <summary>One published version of a feed, as it goes over the wire.</summary>
internal sealed class FeedDocument
{
    private readonly Lazy<byte[]> _gzipped;

    public FeedDocument(string name, DateTimeOffset publishedAt, byte[] json)
    {
        PublishedAt = publishedAt;
        Json = json;
        EntityTag = string.Create(CultureInfo.InvariantCulture, $"\"{name}-{publishedAt.ToUnixTimeSeconds()}\"");
        _gzipped = new Lazy<byte[]>(() => Gzip(json));
    }

    /// <summary>The feed's own time of publication.</summary>
    public DateTimeOffset PublishedAt { get; }

    public byte[] Json { get; }

    /// <summary>The same while the snapshot is the same.</summary>
    public string EntityTag { get; }

    public byte[] Gzipped => _gzipped.Value;

    private static byte[] Gzip(byte[] json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(json);
        return packed.ToArray();
    }
}
