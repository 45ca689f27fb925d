namespace PmpPulse.Dashboard.Marts;

/// <summary>What was read of a mart last, and how the newest attempt ended.</summary>
/// <param name="Mart">Its name.</param>
/// <param name="Rows">The rows of the last success; empty if there was none.</param>
/// <param name="State">How the newest attempt ended.</param>
/// <param name="ReadTs">When the rows were read; null if they never were.</param>
/// <param name="Version">Changes with the rows or the state.</param>
internal sealed record Reading<T>(string Mart, IReadOnlyList<T> Rows, ReadingState State, DateTimeOffset? ReadTs, long Version)
{
    public static Reading<T> Unread(string mart) => new(mart, [], ReadingState.Unread, null, 0);
}
