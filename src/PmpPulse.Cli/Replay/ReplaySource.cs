namespace PmpPulse.Cli.Replay;

/// <summary>Where a replay takes its messages from.</summary>
internal enum ReplaySource
{
    /// <summary>The hold subscriptions of the dead-letter topics: what a push path gave up.</summary>
    Hold,

    /// <summary>The table of curation's dead letters.</summary>
    CuratedDlq,

    /// <summary>The raw table: curates again what was collected.</summary>
    Raw,
}
