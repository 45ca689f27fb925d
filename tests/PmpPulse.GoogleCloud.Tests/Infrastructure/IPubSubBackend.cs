namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

/// <summary>A Pub/Sub server the contract suite runs against.</summary>
public interface IPubSubBackend
{
    /// <summary>Starts it, once, for whoever comes first; before that the members below mean nothing.</summary>
    Task StartAsync();

    /// <summary>Why it can't be had here; null when it runs.</summary>
    string? SkipReason { get; }

    /// <summary><c>host:port</c>.</summary>
    string Host { get; }
}
