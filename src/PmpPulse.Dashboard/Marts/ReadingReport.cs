namespace PmpPulse.Dashboard.Marts;

/// <summary>How a mart was read last, as the page tells it. Why an attempt failed is in the log alone: it may name hosts and projects.</summary>
/// <param name="Mart">Its name.</param>
/// <param name="State"><c>ok</c>, <c>missing</c>, <c>forbidden</c>, <c>too_dear</c>, <c>unreachable</c>, <c>failed</c> or <c>unread</c>.</param>
/// <param name="ReadTs">When its rows were read; null if they never were.</param>
internal sealed record ReadingReport(string Mart, string State, DateTimeOffset? ReadTs)
{
    public static ReadingReport Of<T>(Reading<T> reading) => new(reading.Mart, Name(reading.State), reading.ReadTs);

    public static string Name(ReadingState state) => state == ReadingState.TooDear ? "too_dear" : state.ToString().ToLowerInvariant();
}
