using System.Text.Json.Serialization;
using PmpPulse.Warehouse.Areas;

namespace PmpPulse.Warehouse;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IReadOnlyList<RefreshSchedule>))]
[JsonSerializable(typeof(IReadOnlyList<Area>))]
internal sealed partial class WarehouseJson : JsonSerializerContext;
