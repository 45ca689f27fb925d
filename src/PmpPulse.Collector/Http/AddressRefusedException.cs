namespace PmpPulse.Collector.Http;

/// <summary>A host that may be asked has only addresses that may not.</summary>
/// <param name="message">Which host, and the setting that would allow it.</param>
internal sealed class AddressRefusedException(string message) : IOException(message);
