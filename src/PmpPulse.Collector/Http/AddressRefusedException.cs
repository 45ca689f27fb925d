namespace PmpPulse.Collector.Http;

/// <summary>An allowed host has only addresses that are not allowed.</summary>
/// <param name="message">Which host, and the setting that would allow it.</param>
internal sealed class AddressRefusedException(string message) : IOException(message);
