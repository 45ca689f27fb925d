namespace PmpPulse.ServiceDefaults.Files;

/// <summary>A file or folder that somebody else could have created, or could change; the message says what fixes it.</summary>
public sealed class UntrustedPathException(string message) : IOException(message);
