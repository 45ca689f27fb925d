using System.Text.Json.Serialization;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.Rest;
using PmpPulse.GoogleCloud.Scheduler;

namespace PmpPulse.GoogleCloud;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BigQueryTable))]
[JsonSerializable(typeof(BigQueryDataset))]
[JsonSerializable(typeof(ListJson))]
[JsonSerializable(typeof(QueryRequestJson))]
[JsonSerializable(typeof(QueryResponseJson))]
[JsonSerializable(typeof(SchedulerJob))]
[JsonSerializable(typeof(SchedulerListJson))]
[JsonSerializable(typeof(RestError))]
internal sealed partial class GoogleCloudJson : JsonSerializerContext;
