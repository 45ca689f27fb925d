namespace PmpPulse.Feeds.Simulation;

/// <summary>
/// Seeded noise: a pure function of a seed, a stream and up to two numbers; the same arguments give the same value, in any order, in any
/// process.
/// </summary>
public readonly struct SeededNoise(ulong seed)
{
    /// <summary>64 well-mixed bits (the finalizer of SplitMix64, once for each word).</summary>
    public ulong Bits(int stream, long a, long b = 0)
    {
        var bits = Mix(seed ^ 0x9E3779B97F4A7C15UL * ((ulong)stream + 1));
        bits = Mix(bits + (ulong)a * 0xD1B54A32D192ED03UL);
        return Mix(bits + (ulong)b * 0x8CB92BA72F3D8DD7UL);
    }

    /// <summary>A number in [0, 1).</summary>
    public double Unit(int stream, long a, long b = 0) => (Bits(stream, a, b) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [<paramref name="min"/>, <paramref name="max"/>).</summary>
    public double Between(int stream, long a, double min, double max) => min + (max - min) * Unit(stream, a);

    /// <summary>A whole number in [0, <paramref name="count"/>).</summary>
    public int Index(int stream, long a, int count, long b = 0) => (int)(Unit(stream, a, b) * count);

    /// <summary>A bell-shaped number: mean 0, standard deviation 1, never beyond 3.5.</summary>
    public double Normal(int stream, long a)
    {
        var sum = 0.0;
        for (var i = 0; i < 4; i++) sum += Unit(stream, a, i + 1);
        return (sum - 2) * 1.7320508;
    }

    /// <summary>A curve in (-1, 1) that wanders smoothly with <paramref name="x"/> and forgets itself after about one unit of it.</summary>
    public double Wander(int stream, long a, double x)
    {
        var cell = Math.Floor(x);
        var part = x - cell;
        var from = 2 * Unit(stream, a, (long)cell) - 1;
        var to = 2 * Unit(stream, a, (long)cell + 1) - 1;
        return from + (to - from) * part * part * (3 - 2 * part);
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
