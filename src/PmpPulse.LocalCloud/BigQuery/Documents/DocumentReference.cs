using System.Buffers.Text;
using System.Globalization;

namespace PmpPulse.LocalCloud.BigQuery.Documents;

/// <summary>
/// Where a document is, as a JSON column stores it: <c>U+0001 segment.offset.packed.length</c> in decimal digits. No JSON text begins so.
/// </summary>
internal readonly record struct DocumentReference(int Segment, long Offset, int PackedLength, int Length)
{
    /// <summary>The first character of a stored reference.</summary>
    public const char Mark = '\u0001';

    private const int MaxLength = 64;

    public static bool IsReference(ReadOnlySpan<byte> stored) => stored.Length > 0 && stored[0] == Mark;

    /// <summary>The same in DuckDB's SQL, for a quoted JSON column.</summary>
    public static string IsReference(string column) => $"ascii(CAST({column} AS VARCHAR)) = {(int)Mark}";

    /// <exception cref="InvalidDataException">A stored value begins like a reference and isn't one.</exception>
    public static DocumentReference Parse(ReadOnlySpan<byte> stored)
    {
        var rest = stored[1..];
        var reference = new DocumentReference((int)Next(ref rest), Next(ref rest), (int)Next(ref rest), (int)Next(ref rest));
        return rest.IsEmpty ? reference : throw Damaged();
    }

    /// <summary>The stored form.</summary>
    public byte[] ToBytes()
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Unicode.Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"{Mark}{Segment}.{Offset}.{PackedLength}.{Length}", out var written)
            ? text[..written].ToArray()
            : throw Damaged();
    }

    private static long Next(ref ReadOnlySpan<byte> rest)
    {
        if (!Utf8Parser.TryParse(rest, out long number, out var read) || number < 0) throw Damaged();
        rest = read < rest.Length && rest[read] == (byte)'.' ? rest[(read + 1)..] : rest[read..];
        return number;
    }

    private static InvalidDataException Damaged() => new("a stored reference to a document is damaged");
}
