namespace PmpPulse.ServiceDefaults;

/// <summary>A file or folder that somebody else could have put there, or could change; the message says what mends it.</summary>
public sealed class UntrustedPathException(string message) : IOException(message);
