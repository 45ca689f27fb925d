namespace PmpPulse.Cli.Replay;

/// <summary>Where a replay takes its messages from.</summary>
internal enum ReplaySource
{
    /// <summary>The hold subscriptions of the dead-letter topics: messages that a push path gave up.</summary>
    Hold,

    /// <summary>The table of curation's dead letters.</summary>
    CuratedDlq,

    /// <summary>The raw table: curates collected snapshots again.</summary>
    Raw,
}
