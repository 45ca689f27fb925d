namespace PmpPulse.GoogleCloud.Monitoring;

/// <summary>A value of a metric.</summary>
/// <param name="Resource">Labels of what is measured, such as <c>subscription_id</c>.</param>
/// <param name="Time">When it was measured (UTC).</param>
/// <param name="Value">In the metric's unit.</param>
public sealed record MetricPoint(IReadOnlyDictionary<string, string> Resource, DateTimeOffset Time, long Value);
