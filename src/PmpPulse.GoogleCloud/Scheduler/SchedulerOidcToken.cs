namespace PmpPulse.GoogleCloud.Scheduler;

/// <summary>The identity a job calls with.</summary>
public sealed record SchedulerOidcToken(string ServiceAccountEmail, string? Audience = null);
