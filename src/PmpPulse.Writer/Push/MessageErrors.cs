namespace PmpPulse.Writer.Push;

/// <summary>
/// Error types of writers' dead letters, besides those of <see cref="Contracts.Json.ReadErrors"/>. They never change their meaning. A file
/// with elements that could not be read or written is <c>stations_rejected</c>, after its list's name: the message names them, and the
/// others are in the table.
/// </summary>
internal static class MessageErrors
{
    /// <summary>An envelope of a different event type than this writer's.</summary>
    public const string WrongEventType = "wrong_event_type";

    /// <summary>BigQuery rejected the row.</summary>
    public const string RowRejected = "row_rejected";
}
