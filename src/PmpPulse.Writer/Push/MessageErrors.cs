namespace PmpPulse.Writer.Push;

/// <summary>
/// Kinds of dead letters that writers make, beside those of <see cref="Contracts.ReadErrors"/>; they never change their meaning.
/// </summary>
internal static class MessageErrors
{
    /// <summary>An envelope of another event type than this writer's.</summary>
    public const string WrongEventType = "wrong_event_type";

    /// <summary>BigQuery would not take the row.</summary>
    public const string RowRejected = "row_rejected";

    /// <summary>Some stations of a snapshot could not be read or written; the message names them, the others are in the table.</summary>
    public const string StationsRejected = "stations_rejected";
}
