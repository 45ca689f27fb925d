using System.Text.Json.Serialization;

namespace PmpPulse.Cli.Doctor;

/// <summary>The result of a check.</summary>
internal enum Health
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It works, but should be looked at.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something does not work.</summary>
    [JsonStringEnumMemberName("problem")]
    Problem,
}

/// <summary>A check's finding.</summary>
/// <param name="Check">What was checked.</param>
/// <param name="Health">The result.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">The command or step that fixes it; null if there is nothing to fix.</param>
internal sealed record Finding(
    string Check, [property: JsonConverter(typeof(JsonStringEnumConverter<Health>))] Health Health, string Detail, string? Remedy = null)
{
    public static Finding Ok(string check, string detail) => new(check, Health.Ok, detail);

    public static Finding Warning(string check, string detail, string remedy) => new(check, Health.Warning, detail, remedy);

    public static Finding Problem(string check, string detail, string remedy) => new(check, Health.Problem, detail, remedy);
}
