using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;

namespace PmpPulse.Dashboard.Answers;

/// <summary>A body that many viewers get: hashed once, and packed once for each encoding.</summary>
/// <param name="body">The bytes.</param>
/// <param name="contentType">Its media type.</param>
/// <param name="level">How hard to pack it.</param>
internal sealed class Answer(byte[] body, string contentType, CompressionLevel level = CompressionLevel.Fastest)
{
    private const int SmallestPacked = 512;
    private readonly ConcurrentDictionary<string, byte[]> _packed = new(StringComparer.Ordinal);

    public string ContentType { get; } = contentType;

    /// <summary>Validator of the unpacked body: weak, because the packed ones are other bytes.</summary>
    public string ETag { get; } = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";

    /// <summary>The body in an encoding: <c>br</c>, <c>gzip</c>, or as it is.</summary>
    public ReadOnlyMemory<byte> Body(string? encoding) => encoding is null ? body : _packed.GetOrAdd(encoding, Pack);

    /// <summary>The best encoding that the client takes; null for none.</summary>
    public string? Encoding(string? accepted) => body.Length < SmallestPacked || accepted is null ? null : Takes(accepted, "br") ? "br" : Takes(accepted, "gzip") ? "gzip" : null;

    private static bool Takes(string accepted, string encoding) => accepted.Split(',').Any(part =>
        part.Split(';') is [var name, .. var rest] && string.Equals(name.Trim(), encoding, StringComparison.OrdinalIgnoreCase) && !rest.Any(q => q.Trim() is "q=0" or "q=0.0"));

    private byte[] Pack(string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding == "br" ? new BrotliStream(packed, level) : new GZipStream(packed, level)) packer.Write(body);
        return packed.ToArray();
    }
}
