using System.Text.Json.Serialization;

namespace PmpPulse.ServiceDefaults;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ServiceDefaultsJson : JsonSerializerContext;
