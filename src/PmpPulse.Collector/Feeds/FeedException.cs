namespace PmpPulse.Collector.Feeds;

/// <summary>The feed failed, and nothing of it was published.</summary>
/// <param name="reason">One of <see cref="FeedFailure"/>.</param>
/// <param name="message">What happened, for people; no word of the body.</param>
/// <param name="isTransient">Whether asking again may help.</param>
/// <param name="inner">What brought it about.</param>
internal sealed class FeedException(string reason, string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    public string Reason { get; } = reason;

    public bool IsTransient { get; } = isTransient;

    /// <summary>How long the server asks to be left alone, where it says so: until then nobody asks it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What was served and is no feed; empty where nothing was.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
