using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.Scheduler;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ZuluTimeConverter)])]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobList))]
internal sealed partial class SchedulerJson : JsonSerializerContext;
