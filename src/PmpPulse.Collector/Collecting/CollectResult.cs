using System.Text.Json.Serialization;

namespace PmpPulse.Collector.Collecting;

/// <summary>Answer to a poll that did not fail. Times are RFC 3339 in UTC.</summary>
internal sealed record CollectResult
{
    /// <summary>
    /// <c>published</c>; <c>not_modified</c>: the feed has not changed, and nothing was published; <c>waiting</c>: its server asked for a
    /// wait, and no request was sent.
    /// </summary>
    public required string Outcome { get; init; }

    /// <summary>Its id, such as <c>velib.station_status</c>.</summary>
    public required string FeedId { get; init; }

    /// <summary>Requests that it took.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the feed's answer arrived; absent while waiting.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IngestTs { get; init; }

    /// <summary>When the next request may be sent; only while waiting.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NextRequestAt { get; init; }

    /// <summary>A sentence for people, if there is something to say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>When the feed says it was published; absent if it doesn't.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EventTs { get; init; }

    /// <summary>Pub/Sub's id of the message.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MessageId { get; init; }

    /// <summary>Elements of the feed's list, such as stations, whatever they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ElementsSeen { get; init; }

    /// <summary>How many vehicle types the event carries; absent if no address of them is set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? VehicleTypes { get; init; }

    /// <summary>Size of the feed's JSON.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Bytes { get; init; }
}
