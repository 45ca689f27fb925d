namespace PmpPulse.Operations;

/// <summary>What is to be operated does not run or can't be read; the message says why and what mends it.</summary>
public sealed class UnavailableException(string message) : Exception(message);
