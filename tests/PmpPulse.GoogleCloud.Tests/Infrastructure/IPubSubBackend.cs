namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

/// <summary>A Pub/Sub server the contract suite runs against.</summary>
public interface IPubSubBackend
{
    /// <summary>Starts it on the first call. The members below are valid only afterwards.</summary>
    Task StartAsync();

    /// <summary>Why it isn't available here; null if it runs.</summary>
    string? SkipReason { get; }

    /// <summary><c>host:port</c>.</summary>
    string Host { get; }
}
