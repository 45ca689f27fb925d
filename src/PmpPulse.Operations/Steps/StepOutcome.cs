using System.Text.Json.Serialization;

namespace PmpPulse.Operations.Steps;

/// <summary>A step and its outcome.</summary>
/// <param name="Step">Name of the step.</param>
/// <param name="Result">The outcome.</param>
/// <param name="Detail">More about it; null if there is nothing to say.</param>
public sealed record StepOutcome(
    string Step, [property: JsonConverter(typeof(JsonStringEnumConverter<StepResult>))] StepResult Result, string? Detail = null)
{
    public bool Failed => Result == StepResult.Failed;

    /// <summary>A setting or the credentials are the cause.</summary>
    [JsonIgnore]
    public bool IsMisuse { get; init; }
}
