using System.Text.Json.Serialization;

namespace PmpPulse.Cli.Doctor;

/// <summary>How a check ended.</summary>
internal enum Health
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It works, and should be looked at.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something does not work.</summary>
    [JsonStringEnumMemberName("problem")]
    Problem,
}

/// <summary>What a check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Health">How it is.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">The command, or the step, that fixes it; null when there is nothing to fix.</param>
internal sealed record Finding(
    string Check, [property: JsonConverter(typeof(JsonStringEnumConverter<Health>))] Health Health, string Detail, string? Remedy = null)
{
    public static Finding Ok(string check, string detail) => new(check, Health.Ok, detail);

    public static Finding Warning(string check, string detail, string remedy) => new(check, Health.Warning, detail, remedy);

    public static Finding Problem(string check, string detail, string remedy) => new(check, Health.Problem, detail, remedy);
}
