using System.Buffers;
using System.Text;
using PmpPulse.Testing;

namespace PmpPulse.Fuzzing.Engine;

/// <summary>Mutates inputs that reached new code: breaks bytes, inserts words, swaps values between inputs, repeats pieces.</summary>
internal sealed class InputMutator(IReadOnlyList<string> dictionary)
{
    private const int MaxLength = 64 * 1024;

    private static readonly SearchValues<byte> Delimiters = SearchValues.Create(",:{}[]\"() "u8);

    private readonly byte[][] _words = [.. dictionary.Select(Encoding.UTF8.GetBytes)];

    /// <summary>A changed copy of <paramref name="input"/>, determined by <paramref name="random"/> and the two inputs alone.</summary>
    public byte[] Mutate(Random random, byte[] input, byte[] other)
    {
        var result = input;
        // mostly one change, sometimes a few
        do result = Change(random, result, other);
        while (random.Next(3) == 0);
        return result.Length <= MaxLength ? result : result[..MaxLength];
    }

    private byte[] Change(Random random, byte[] input, byte[] other) => random.Next(12) switch
    {
        0 or 1 when _words.Length > 0 => InsertWord(random, input),
        2 or 3 => ExchangeValue(random, input, other),
        4 => Splice(random, input, other),
        5 when random.Next(8) == 0 => Repeat(random, input),
        6 => SetByte(random, input),
        _ => ByteMutator.Mutate(random, input),
    };

    private byte[] InsertWord(Random random, byte[] input)
    {
        var at = random.Next(2) == 0 ? random.Next(input.Length + 1) : Delimiter(random, input);
        var cut = random.Next(3) == 0 ? Math.Min(random.Next(12), input.Length - at) : 0;
        return [.. input.AsSpan(0, at), .. _words[random.Next(_words.Length)], .. input.AsSpan(at + cut)];
    }

    /// <summary>Replaces the bytes between two delimiters with those between two in the other input.</summary>
    private static byte[] ExchangeValue(Random random, byte[] input, byte[] other)
    {
        var (start, end) = Between(random, input);
        var (from, to) = Between(random, other);
        return [.. input.AsSpan(0, start), .. other.AsSpan(from, to - from), .. input.AsSpan(end)];
    }

    private static byte[] Splice(Random random, byte[] input, byte[] other) =>
        [.. input.AsSpan(0, random.Next(input.Length + 1)), .. other.AsSpan(random.Next(other.Length + 1))];

    private static byte[] SetByte(Random random, byte[] input)
    {
        if (input.Length == 0) return [(byte)random.Next(256)];
        var result = (byte[])input.Clone();
        result[random.Next(result.Length)] = (byte)random.Next(256);
        return result;
    }

    /// <summary>Repetition finds time or depth that grows faster than the input.</summary>
    private static byte[] Repeat(Random random, byte[] input)
    {
        var (start, end) = Between(random, input);
        if (end == start) return input;
        var piece = input.AsSpan(start, Math.Min(end - start, 64));
        var times = 1 << random.Next(1, 11);
        var result = new List<byte>(input.Length + piece.Length * times);
        result.AddRange(input.AsSpan(0, start));
        for (var i = 0; i < times; i++) result.AddRange(piece);
        result.AddRange(input.AsSpan(start));
        return [.. result];
    }

    private static (int Start, int End) Between(Random random, byte[] input)
    {
        var (one, other) = (Delimiter(random, input), Delimiter(random, input));
        return one < other ? (one, other) : (other, one);
    }

    private static int Delimiter(Random random, byte[] input)
    {
        var at = random.Next(input.Length + 1);
        var next = input.AsSpan(at).IndexOfAny(Delimiters);
        return next < 0 ? at : at + next + random.Next(2);
    }
}
