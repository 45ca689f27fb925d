using System.Text.Json.Serialization;

namespace PmpPulse.Cli.Logs;

/// <summary>JSON on one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LogLine))]
internal sealed partial class CompactJson : JsonSerializerContext;
