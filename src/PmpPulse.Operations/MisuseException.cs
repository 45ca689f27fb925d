namespace PmpPulse.Operations;

/// <summary>The command is used wrongly; the message names the setting and the remedy.</summary>
public sealed class MisuseException(string message) : Exception(message);
