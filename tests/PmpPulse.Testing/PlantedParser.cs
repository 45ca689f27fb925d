namespace PmpPulse.Testing;

/// <summary>
/// Faults that a fuzzer must find: throws for "fUz!" and allocates for "fUz?". It compares byte by byte; by chance alone one input in four
/// billion would match.
/// </summary>
public static class PlantedParser
{
    /// <summary>Reads an input, with faults.</summary>
    /// <exception cref="FormatException">Planted.</exception>
    public static int Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length < 4) return 0;
        if (input[0] != 'f') return 1;
        if (input[1] != 'U') return 2;
        if (input[2] != 'z') return 3;
        if (input[3] == '!') throw new FormatException("planted");
        return input[3] == '?' ? new string('?', 32 * 1024 * 1024).IndexOf('!', StringComparison.Ordinal) : 4;
    }
}
