namespace PmpPulse.Fuzzing.Targets;

/// <summary>A parser of foreign bytes and what must hold of it for every input.</summary>
internal interface IFuzzTarget
{
    /// <summary>Also the folder of its corpus.</summary>
    string Name { get; }

    /// <summary>Words of its language, which mutations put in.</summary>
    IReadOnlyList<string> Dictionary { get; }

    /// <summary>Inputs to begin with, besides those of the corpus.</summary>
    IEnumerable<byte[]> Seeds => [];

    /// <summary>Bytes that one input may allocate, checks included, besides <see cref="AllocationPerByte"/> for each of its bytes.</summary>
    long AllocationBase => 512 * 1024;

    /// <summary>Bytes that may be allocated for each byte of an input.</summary>
    long AllocationPerByte => 600;

    /// <summary>Processor time that one input may take: a message of 10 MB then holds a core for half a minute at worst.</summary>
    TimeSpan TimeLimit(int length) => TimeSpan.FromMicroseconds(100_000 + 3 * length);

    /// <summary>Reads an input and checks what must hold. Documented exceptions are caught here; any other is a finding.</summary>
    /// <exception cref="ContractViolationException">Something does not hold.</exception>
    void Check(byte[] input);
}
