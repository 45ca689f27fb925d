namespace PmpPulse.Operations;

/// <summary>The command is not used as it must be; the message names the setting and the remedy.</summary>
public sealed class MisuseException(string message) : Exception(message);
