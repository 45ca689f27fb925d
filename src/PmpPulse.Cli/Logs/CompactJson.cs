using System.Text.Json.Serialization;
using PmpPulse.Cli.Running;

namespace PmpPulse.Cli.Logs;

/// <summary>JSON on one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(FailureReport))]
internal sealed partial class CompactJson : JsonSerializerContext;
