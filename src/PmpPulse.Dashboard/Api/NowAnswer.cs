using System.Text.Json.Serialization;
using PmpPulse.Dashboard.Marts;

namespace PmpPulse.Dashboard.Api;

/// <summary><c>GET /api/now</c>: the city's figures, how old they are, and what the page needs to show them.</summary>
internal sealed record NowAnswer
{
    public required string SystemId { get; init; }

    /// <summary>When the newest snapshot was published; null before the first.</summary>
    public required DateTimeOffset? EventTs { get; init; }

    /// <summary>When it was collected.</summary>
    public required DateTimeOffset? IngestTs { get; init; }

    /// <summary>When the warehouse is asked again, at the earliest.</summary>
    public required DateTimeOffset NextTs { get; init; }

    /// <summary>Age of the snapshot in seconds from which it is late, and from which the pipeline counts as stopped.</summary>
    public required double LateAfterS { get; init; }

    public required double StoppedAfterS { get; init; }

    public required int Stations { get; init; }
    public required int Open { get; init; }
    public required int Closed { get; init; }
    public required int Empty { get; init; }
    public required int Full { get; init; }
    public required int Mute { get; init; }

    /// <summary>Usable bikes, e-bikes and docks; null if no station says.</summary>
    public required long? Bikes { get; init; }

    public required long? Ebikes { get; init; }
    public required long? Docks { get; init; }

    /// <summary>Bikes now less bikes about an hour ago; null without a snapshot of then.</summary>
    [JsonPropertyName("bikes_change_60m")]
    public required long? BikesChange60m { get; init; }

    /// <summary>The oldest snapshot of the last 24 hours: since when the page can tell anything.</summary>
    public required DateTimeOffset? HistoryFromTs { get; init; }

    public required IReadOnlyList<ReadingReport> Marts { get; init; }

    public required StreetsAnswer? Streets { get; init; }
}

/// <summary>The street map to draw below the stations.</summary>
internal sealed record StreetsAnswer(string Template, string Attribution);
