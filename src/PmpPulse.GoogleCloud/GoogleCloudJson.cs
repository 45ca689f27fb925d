using System.Text.Json.Serialization;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.Scheduler;

namespace PmpPulse.GoogleCloud;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BigQueryTable))]
[JsonSerializable(typeof(BigQueryDataset))]
[JsonSerializable(typeof(SchedulerJob))]
internal sealed partial class GoogleCloudJson : JsonSerializerContext;
