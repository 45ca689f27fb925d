using System.Text.Json.Serialization;

namespace PmpPulse.GoogleCloud.Monitoring;

/// <summary>A page of <c>timeSeries.list</c>.</summary>
internal sealed record TimeSeriesListJson(IReadOnlyList<TimeSeriesJson>? TimeSeries, string? NextPageToken);

internal sealed record TimeSeriesJson(TimeSeriesResourceJson? Resource, IReadOnlyList<TimeSeriesPointJson>? Points);

internal sealed record TimeSeriesResourceJson(string? Type, IReadOnlyDictionary<string, string>? Labels);

internal sealed record TimeSeriesPointJson(TimeSeriesIntervalJson Interval, TimeSeriesValueJson Value);

internal sealed record TimeSeriesIntervalJson(DateTimeOffset EndTime);

/// <summary>A 64-bit number is a string in Google's JSON.</summary>
internal sealed record TimeSeriesValueJson(
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long? Int64Value);
