namespace PmpPulse.GoogleCloud.Scheduler;

/// <summary>The identity a job calls one of Google's APIs with.</summary>
/// <param name="ServiceAccountEmail">The service account.</param>
/// <param name="Scope">What the token allows; everything if null.</param>
public sealed record SchedulerOAuthToken(string ServiceAccountEmail, string? Scope = null);
