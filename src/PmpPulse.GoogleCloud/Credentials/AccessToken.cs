namespace PmpPulse.GoogleCloud.Credentials;

/// <summary>A bearer token, and the project billed for the call if that isn't the credential's own.</summary>
internal readonly record struct AccessToken(string Value, string? QuotaProject)
{
    public const string QuotaProjectHeader = "x-goog-user-project";
}
