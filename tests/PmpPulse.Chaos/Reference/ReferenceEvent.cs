using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace PmpPulse.Chaos.Reference;

/// <summary>An envelope, read with the platform's JSON reader only: independent of the code under test.</summary>
internal sealed record ReferenceEvent(string Key, string EventType, DateTimeOffset IngestTs, DateTimeOffset? EventTs, JsonElement? Stations)
{
    public DateTimeOffset EffectiveEventTs => EventTs ?? IngestTs;

    public long IngestMicroseconds => Microseconds(IngestTs);

    /// <summary>Null if the bytes are neither a plain nor a gzipped envelope.</summary>
    public static ReferenceEvent? Read(ReadOnlyMemory<byte> data)
    {
        try
        {
            // a clone outlives the document
            using var document = JsonDocument.Parse(data.Span is [0x1F, 0x8B, ..] ? Unpack(data) : data);
            var root = document.RootElement.Clone();
            if (!root.TryGetProperty("key", out var key) || !root.TryGetProperty("event_type", out var type)) return null;
            var stations = root.GetProperty("payload").GetProperty("data").GetProperty("stations");
            return new ReferenceEvent(
                key.GetString()!,
                type.GetString()!,
                Time(root.GetProperty("ingest_ts"))!.Value,
                Time(root.GetProperty("event_ts")),
                stations.ValueKind == JsonValueKind.Array ? stations : null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            return null;
        }
    }

    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static byte[] Unpack(ReadOnlyMemory<byte> data)
    {
        using var gzip = new GZipStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        using var text = new MemoryStream();
        gzip.CopyTo(text);
        return text.ToArray();
    }

    private static DateTimeOffset? Time(JsonElement element) => element.GetString() is { } text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
        : null;
}
