namespace PmpPulse.Cli;

/// <summary>The command is not used as it must be; the message names the setting and the remedy.</summary>
internal sealed class MisuseException(string message) : Exception(message);
