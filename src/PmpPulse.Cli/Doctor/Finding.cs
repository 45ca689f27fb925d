using System.Text.Json.Serialization;

namespace PmpPulse.Cli.Doctor;

/// <summary>How a check ended.</summary>
internal enum Health
{
    [JsonStringEnumMemberName("well")]
    Well,

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
/// <param name="Mend">The command, or the step, that fixes it; null when there is nothing to fix.</param>
internal sealed record Finding(
    string Check, [property: JsonConverter(typeof(JsonStringEnumConverter<Health>))] Health Health, string Detail, string? Mend = null)
{
    public static Finding Well(string check, string detail) => new(check, Health.Well, detail);

    public static Finding Warning(string check, string detail, string mend) => new(check, Health.Warning, detail, mend);

    public static Finding Problem(string check, string detail, string mend) => new(check, Health.Problem, detail, mend);
}
