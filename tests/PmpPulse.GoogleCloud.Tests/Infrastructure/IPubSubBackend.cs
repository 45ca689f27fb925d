namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

/// <summary>A Pub/Sub server the contract suite runs against.</summary>
public interface IPubSubBackend
{
    /// <summary>Starts it once, for the first caller; the members below are valid only after that.</summary>
    Task StartAsync();

    /// <summary>Why it can't be had here; null when it runs.</summary>
    string? SkipReason { get; }

    /// <summary><c>host:port</c>.</summary>
    string Host { get; }
}
