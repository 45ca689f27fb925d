namespace PmpPulse.Chaos;

/// <summary>An invariant is broken, or the suite can't go on.</summary>
internal sealed class ChaosFailedException(string message) : Exception(message);
