using System.Text.Json.Serialization;
using PmpPulse.Curation.Fencing;

namespace PmpPulse.Curation;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Register))]
internal sealed partial class CurationJson : JsonSerializerContext;
