using System.Text.Json.Serialization;

namespace PmpPulse.Warehouse;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IReadOnlyList<RefreshSchedule>))]
internal sealed partial class WarehouseJson : JsonSerializerContext;
