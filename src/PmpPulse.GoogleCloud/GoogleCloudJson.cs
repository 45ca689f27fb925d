using System.Text.Json.Serialization;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.CloudRun;
using PmpPulse.GoogleCloud.Logging;
using PmpPulse.GoogleCloud.Monitoring;
using PmpPulse.GoogleCloud.Projects;
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
[JsonSerializable(typeof(CloudRunService))]
[JsonSerializable(typeof(CloudRunWorkerPool))]
[JsonSerializable(typeof(CloudRunOperation))]
[JsonSerializable(typeof(TimeSeriesListJson))]
[JsonSerializable(typeof(LogListRequestJson))]
[JsonSerializable(typeof(LogListJson))]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(PermissionsJson))]
[JsonSerializable(typeof(ServicesJson))]
[JsonSerializable(typeof(QuotaPreference))]
[JsonSerializable(typeof(RestError))]
internal sealed partial class GoogleCloudJson : JsonSerializerContext;
