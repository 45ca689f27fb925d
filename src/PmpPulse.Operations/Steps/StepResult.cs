using System.Text.Json.Serialization;

namespace PmpPulse.Operations.Steps;

/// <summary>The outcome of a step.</summary>
public enum StepResult
{
    /// <summary>It made its change.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>There was nothing to change.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    /// <summary>It could not be done; the detail says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
