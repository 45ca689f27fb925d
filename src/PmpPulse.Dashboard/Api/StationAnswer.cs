using System.Text.Json.Serialization;

namespace PmpPulse.Dashboard.Api;

/// <summary>A station now, as <c>GET /api/stations</c> lists it. Counts are the usable ones; chances are 0 to 1.</summary>
internal sealed record StationAnswer
{
    public required string StationId { get; init; }
    public required string? StationCode { get; init; }
    public required string? Name { get; init; }
    public required double? Lat { get; init; }
    public required double? Lon { get; init; }
    public required long? Capacity { get; init; }
    public required string? Address { get; init; }
    public required string? AreaId { get; init; }
    public required string? AreaName { get; init; }

    /// <summary><c>open</c>, <c>empty</c>, <c>full</c> or <c>closed</c>.</summary>
    public required string State { get; init; }

    public required long? Bikes { get; init; }
    public required long? Ebikes { get; init; }
    public required long? Docks { get; init; }
    public required double? FillRate { get; init; }
    public required bool CanRent { get; init; }
    public required bool CanReturn { get; init; }
    [JsonPropertyName("change_15m")]
    public required long? Change15m { get; init; }
    [JsonPropertyName("change_30m")]
    public required long? Change30m { get; init; }
    [JsonPropertyName("change_60m")]
    public required long? Change60m { get; init; }
    [JsonPropertyName("chance_bike_15m")]
    public required double? ChanceBike15m { get; init; }
    [JsonPropertyName("chance_bike_30m")]
    public required double? ChanceBike30m { get; init; }
    [JsonPropertyName("chance_dock_15m")]
    public required double? ChanceDock15m { get; init; }
    [JsonPropertyName("chance_dock_30m")]
    public required double? ChanceDock30m { get; init; }

    /// <summary><c>ok</c>, <c>mute</c>, <c>blocked</c>, <c>closed</c> or <c>gone</c>; null if it is not judged yet.</summary>
    public required string? Health { get; init; }

    public required DateTimeOffset? HealthSinceTs { get; init; }
    public required string? HealthReason { get; init; }
    public required DateTimeOffset? EventTs { get; init; }
    public required DateTimeOffset? LastReportedTs { get; init; }
}

/// <summary><c>GET /api/stations</c>.</summary>
internal sealed record StationsAnswer(string SystemId, DateTimeOffset? EventTs, DateTimeOffset? IngestTs, IReadOnlyList<StationAnswer> Stations);
