using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.Monitoring;

/// <summary>The response of <c>timeSeries.list</c>.</summary>
internal sealed record TimeSeriesList(IReadOnlyList<TimeSeries> TimeSeries);

internal sealed record TimeSeries(
    MetricDescription Metric, MonitoredResource Resource, string MetricKind, string ValueType, IReadOnlyList<Point> Points);

internal sealed record MetricDescription(string Type);

internal sealed record MonitoredResource(string Type, SubscriptionLabels Labels);

internal sealed record SubscriptionLabels(
    [property: JsonPropertyName("project_id")] string ProjectId, [property: JsonPropertyName("subscription_id")] string SubscriptionId);

internal sealed record Point(Interval Interval, PointValue Value);

internal sealed record Interval(string StartTime, string EndTime);

/// <summary>Google's JSON encodes 64-bit numbers as strings.</summary>
internal sealed record PointValue(string Int64Value);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TimeSeriesList))]
internal sealed partial class MonitoringJson : JsonSerializerContext;
