using System.Numerics;
using SharpFuzz.Common;

namespace PmpPulse.Fuzzing.Engine;

/// <summary>
/// Which branches an input takes, and about how often. Instrumented assemblies count edges in a map they find through
/// <see cref="Trace.SharedMem"/>, as AFL does. Counts are compared by order of magnitude.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 65_536;

    private static readonly byte[] Counts = GC.AllocateArray<byte>(Size, pinned: true);

    private readonly byte[] _seen = new byte[Size];

    /// <summary>Edges taken by any input so far.</summary>
    public int Edges { get; private set; }

    /// <summary>Call this before any instrumented code runs, because that code writes wherever the map points.</summary>
    public static void Install()
    {
        fixed (byte* counts = Counts) Trace.SharedMem = counts;
    }

    public static void Clear()
    {
        Array.Clear(Counts);
        Trace.PrevLocation = 0;
    }

    /// <summary>Adds the last input's coverage.</summary>
    /// <returns>Whether it reached anything new.</returns>
    public bool Merge()
    {
        var isNew = false;
        fixed (byte* counts = Counts)
        {
            for (var word = 0; word < Size; word += sizeof(ulong))
            {
                if (*(ulong*)(counts + word) == 0) continue;
                for (var edge = word; edge < word + sizeof(ulong); edge++) isNew |= Add(edge, counts[edge]);
            }
        }

        return isNew;
    }

    private bool Add(int edge, byte count)
    {
        if (count == 0) return false;
        var magnitude = (byte)(1 << BitOperations.Log2(count));
        if ((_seen[edge] & magnitude) != 0) return false;
        if (_seen[edge] == 0) Edges++;
        _seen[edge] |= magnitude;
        return true;
    }
}
