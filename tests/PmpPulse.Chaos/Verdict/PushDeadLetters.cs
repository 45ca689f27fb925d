namespace PmpPulse.Chaos.Verdict;

/// <summary>A push dead-letter table, as hashes of the messages in it.</summary>
internal sealed class PushDeadLetters
{
    /// <summary>Those that a writer refused, with its reason.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that Pub/Sub could not deliver five times, with its four attributes.</summary>
    public HashSet<string> GivenUp { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that say neither.</summary>
    public HashSet<string> WithoutReason { get; } = new(StringComparer.Ordinal);
}
