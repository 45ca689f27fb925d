using Google.Cloud.PubSub.V1;

namespace PmpPulse.Cli.Replay.Tables;

/// <summary>A row of a table and how a replay treats it: exactly one of the three properties below is set.</summary>
/// <param name="MessageId">Identity for reports.</param>
/// <param name="Time">When it was dead-lettered or collected; the table is read by this time.</param>
internal sealed record TableCandidate(string MessageId, DateTimeOffset Time)
{
    /// <summary>The message to publish.</summary>
    public PubsubMessage? Message { get; init; }

    /// <summary>The row to park.</summary>
    public ParkedMessage? Parked { get; init; }

    /// <summary>Why it is skipped.</summary>
    public string? Skipped { get; init; }
}
