namespace PmpPulse.Fuzzing.Targets;

/// <summary>A parser returned a wrong result.</summary>
internal sealed class ContractViolationException(string message) : Exception(message)
{
    public static void ThrowUnless(bool condition, string message)
    {
        if (!condition) throw new ContractViolationException(message);
    }
}
