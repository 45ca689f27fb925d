namespace PmpPulse.Curation.DeadLetters;

/// <summary>Dead letters could not be written; their message must be redelivered.</summary>
internal sealed class DeadLetterException(string message) : Exception(message);
