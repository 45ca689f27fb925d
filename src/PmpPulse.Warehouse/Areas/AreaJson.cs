using System.Text.Json.Serialization;

namespace PmpPulse.Warehouse.Areas;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<Area>))]
internal sealed partial class AreaJson : JsonSerializerContext;
