using System.Text.Json.Serialization;
using PmpPulse.Collector.Collecting;

namespace PmpPulse.Collector;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CollectResult))]
internal sealed partial class CollectorJson : JsonSerializerContext;
