using System.Text.Json.Serialization;

namespace PmpPulse.Operations.Steps;

/// <summary>A step and how it ended.</summary>
/// <param name="Step">What was to be done, in words.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Detail">More about it; null if there is nothing to say.</param>
public sealed record StepOutcome(
    string Step, [property: JsonConverter(typeof(JsonStringEnumConverter<StepResult>))] StepResult Result, string? Detail = null)
{
    public bool Failed => Result == StepResult.Failed;

    /// <summary>A setting or the credentials are the cause.</summary>
    [JsonIgnore]
    public bool IsMisuse { get; init; }
}
