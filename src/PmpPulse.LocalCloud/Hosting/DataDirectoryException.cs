namespace PmpPulse.LocalCloud.Hosting;

/// <summary>The data directory can't be used. The message says why and what to do.</summary>
public sealed class DataDirectoryException(string message, Exception? inner = null) : IOException(message, inner);
