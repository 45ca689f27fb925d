namespace PmpPulse.Fuzzing.Targets;

/// <summary>A parser of foreign bytes and its invariants for every input.</summary>
internal interface IFuzzTarget
{
    /// <summary>Name, and the folder of its corpus.</summary>
    string Name { get; }

    /// <summary>Words of its language, for mutations to insert.</summary>
    IReadOnlyList<string> Dictionary { get; }

    /// <summary>Inputs to start from, besides those of the corpus.</summary>
    IEnumerable<byte[]> Seeds => [];

    /// <summary>Bytes that one input may allocate, checks included, in addition to <see cref="AllocationPerByte"/>.</summary>
    long AllocationBase => 512 * 1024;

    /// <summary>Bytes that may be allocated for each byte of an input.</summary>
    long AllocationPerByte => 600;

    /// <summary>Processor time that one input may take: a 10 MB message then takes a core half a minute at worst.</summary>
    TimeSpan TimeLimit(int length) => TimeSpan.FromMicroseconds(100_000 + 3 * length);

    /// <summary>Reads an input and checks the invariants. Catches documented exceptions; any other is a finding.</summary>
    /// <exception cref="ContractViolationException">An invariant is broken.</exception>
    void Check(byte[] input);
}
