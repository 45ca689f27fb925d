using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.Scheduler;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ZuluTimeConverter)])]
[JsonSerializable(typeof(SchedulerJob))]
[JsonSerializable(typeof(SchedulerJobList))]
internal sealed partial class SchedulerJson : JsonSerializerContext;
