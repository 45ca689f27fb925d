using Serilog;

namespace PmpPulse.ServiceDefaults.Hosting;

/// <summary>
/// Given to a service that shares a process with others: the host owns the logger, OpenTelemetry and the signals
/// (Ctrl-C, SIGTERM), and stops the service itself.
/// </summary>
/// <param name="Logger">The process's logger; services add their name as the property <c>service</c> and never dispose it.</param>
public sealed record HostedIn(ILogger Logger)
{
    /// <summary>The process's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long requests may go on once the service is told to stop; null: as long as on Cloud Run.</summary>
    public TimeSpan? ShutdownTimeout { get; init; }
}
