namespace PmpPulse.Operations;

/// <summary>The operated system does not run or can't be read; the message says why and what fixes it.</summary>
public sealed class UnavailableException(string message) : Exception(message);
