namespace PmpPulse.Fuzzing.Targets;

/// <summary>A parser returned, and what it returned can't be right.</summary>
internal sealed class ContractViolationException(string message) : Exception(message)
{
    public static void ThrowUnless(bool condition, string message)
    {
        if (!condition) throw new ContractViolationException(message);
    }
}
