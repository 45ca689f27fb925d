namespace PmpPulse.Chaos;

/// <summary>What must hold does not, or the suite can't go on to find out.</summary>
internal sealed class ChaosFailedException(string message) : Exception(message);
