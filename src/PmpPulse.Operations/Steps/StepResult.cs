using System.Text.Json.Serialization;

namespace PmpPulse.Operations.Steps;

/// <summary>How a step ended.</summary>
public enum StepResult
{
    /// <summary>It changed what it is to change.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>There was nothing to change.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    /// <summary>It could not be done; the detail says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
