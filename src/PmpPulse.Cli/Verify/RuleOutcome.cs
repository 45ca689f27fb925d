using System.Text.Json.Serialization;

namespace PmpPulse.Cli.Verify;

/// <summary>Whether a rule holds.</summary>
/// <param name="Name">Name of the assertion or notice.</param>
/// <param name="Severity">What it means if it does not hold.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="BrokenBy">The first hundred rows that break it, each as column names and values.</param>
/// <param name="MoreRows">Rows that break it beyond those.</param>
/// <param name="Error">Why it could not be checked; null when it was.</param>
internal sealed record RuleOutcome(
    string Name,
    [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity Severity,
    string Rule,
    IReadOnlyList<IReadOnlyDictionary<string, string?>> BrokenBy,
    long MoreRows,
    string? Error)
{
    public bool Holds => BrokenBy.Count == 0 && Error is null;
}

/// <summary>What a rule that doesn't hold means.</summary>
internal enum Severity
{
    /// <summary>The pipeline lost, duplicated or missed something: somebody has to look.</summary>
    [JsonStringEnumMemberName("rule")]
    Rule,

    /// <summary>The feed is odd, and its rows are flagged: good to know, but not a fault of this system.</summary>
    [JsonStringEnumMemberName("notice")]
    Notice,
}
