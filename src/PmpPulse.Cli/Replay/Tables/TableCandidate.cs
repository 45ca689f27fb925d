using Google.Cloud.PubSub.V1;

namespace PmpPulse.Cli.Replay.Tables;

/// <summary>A row of a table, and what a replay does with it: exactly one of the three below is set.</summary>
/// <param name="MessageId">Identity for reports.</param>
/// <param name="Time">When it was given up or collected: what the table is read by.</param>
internal sealed record TableCandidate(string MessageId, DateTimeOffset Time)
{
    /// <summary>The message to publish.</summary>
    public PubsubMessage? Message { get; init; }

    /// <summary>The row to park.</summary>
    public ParkedMessage? Parked { get; init; }

    /// <summary>Why there is nothing to do.</summary>
    public string? Skipped { get; init; }
}
