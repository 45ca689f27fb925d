namespace PmpPulse.Chaos.Verification;

/// <summary>A push dead-letter table, as hashes of its messages.</summary>
internal sealed class PushDeadLetters
{
    /// <summary>Messages that a writer refused, with its reason.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Messages that Pub/Sub failed to deliver five times, with its four attributes.</summary>
    public HashSet<string> GivenUp { get; } = new(StringComparer.Ordinal);

    /// <summary>Messages with neither.</summary>
    public HashSet<string> WithoutReason { get; } = new(StringComparer.Ordinal);
}
