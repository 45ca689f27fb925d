namespace PmpPulse.FeedSimulator.City;

/// <summary>
/// Chance as a pure function of the seed and of what is asked: the same question has the same answer, in any order, in any process.
/// </summary>
internal readonly struct Draw(ulong seed)
{
    /// <summary>64 well-mixed bits for a question (the finalizer of SplitMix64, once for each word).</summary>
    public ulong Bits(Question question, long a, long b = 0)
    {
        var bits = Mix(seed ^ 0x9E3779B97F4A7C15UL * ((ulong)question + 1));
        bits = Mix(bits + (ulong)a * 0xD1B54A32D192ED03UL);
        return Mix(bits + (ulong)b * 0x8CB92BA72F3D8DD7UL);
    }

    /// <summary>A number in [0, 1).</summary>
    public double Unit(Question question, long a, long b = 0) => (Bits(question, a, b) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [<paramref name="min"/>, <paramref name="max"/>).</summary>
    public double Between(Question question, long a, double min, double max) => min + (max - min) * Unit(question, a);

    /// <summary>A whole number in [0, <paramref name="count"/>).</summary>
    public int Index(Question question, long a, int count, long b = 0) => (int)(Unit(question, a, b) * count);

    /// <summary>A bell-shaped number: mean 0, standard deviation 1, never beyond 3.5.</summary>
    public double Bell(Question question, long a)
    {
        var sum = 0.0;
        for (var i = 0; i < 4; i++) sum += Unit(question, a, i + 1);
        return (sum - 2) * 1.7320508;
    }

    /// <summary>A curve in (-1, 1) that wanders smoothly with <paramref name="x"/> and forgets itself after about one unit of it.</summary>
    public double Wander(Question question, long a, double x)
    {
        var cell = Math.Floor(x);
        var part = x - cell;
        var from = 2 * Unit(question, a, (long)cell) - 1;
        var to = 2 * Unit(question, a, (long)cell + 1) - 1;
        return from + (to - from) * part * part * (3 - 2 * part);
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
