namespace PmpPulse.Testing;

/// <summary>Breaks valid input as real faults do: truncation, flipped bits, pieces duplicated, moved or replaced by hostile JSON.</summary>
public static class ByteMutator
{
    private static readonly byte[][] Hostile =
    [
        "null"u8.ToArray(), "true"u8.ToArray(), "0"u8.ToArray(), "-1"u8.ToArray(), "1.5"u8.ToArray(), "3.0"u8.ToArray(), "1e400"u8.ToArray(), "9223372036854775808"u8.ToArray(),
        "\"\""u8.ToArray(), "\"\\ud800\""u8.ToArray(), "\"\\u0000\""u8.ToArray(), "{}"u8.ToArray(), "[]"u8.ToArray(), "[{},{}]"u8.ToArray(), "{\"station_id\":1}"u8.ToArray(),
        "\""u8.ToArray(), "\\"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), ","u8.ToArray(), ":"u8.ToArray(), " "u8.ToArray(), "//"u8.ToArray(),
        [0], [0x1F], [0x80], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF0, 0x9F, 0x9A, 0xB2], [0xFF],
    ];

    /// <summary>A copy of <paramref name="input"/> with one to four changes, determined by <paramref name="random"/> alone.</summary>
    public static byte[] Mutate(Random random, ReadOnlySpan<byte> input)
    {
        var bytes = new List<byte>(input.Length + 64);
        bytes.AddRange(input);
        for (var changes = random.Next(1, 5); changes > 0; changes--) Change(random, bytes);
        return [.. bytes];
    }

    private static void Change(Random random, List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 24), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 3:
                bytes.InsertRange(at, Hostile[random.Next(Hostile.Length)]);
                break;
            case 4 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 5:
                var piece = bytes.GetRange(at, length);
                bytes.RemoveRange(at, length);
                bytes.InsertRange(random.Next(bytes.Count + 1), piece);
                break;
            default:
                ReplaceValue(random, bytes, at);
                break;
        }
    }

    /// <summary>Replaces a value with a hostile one: after a colon or comma, up to the next delimiter.</summary>
    private static void ReplaceValue(Random random, List<byte> bytes, int from)
    {
        var start = bytes.FindIndex(from, value => value is (byte)':' or (byte)',');
        if (start < 0) return;
        var end = bytes.FindIndex(start + 1, value => value is (byte)',' or (byte)'}' or (byte)']');
        if (end < 0) return;
        bytes.RemoveRange(start + 1, end - start - 1);
        bytes.InsertRange(start + 1, Hostile[random.Next(Hostile.Length)]);
    }
}
