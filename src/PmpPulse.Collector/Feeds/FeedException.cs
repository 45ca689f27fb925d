namespace PmpPulse.Collector.Feeds;

/// <summary>The feed failed and nothing was published.</summary>
/// <param name="reason">One of <see cref="FeedFailure"/>.</param>
/// <param name="message">What happened, for people; quotes nothing of the body.</param>
/// <param name="isTransient">Whether a retry may help.</param>
/// <param name="inner">The cause.</param>
internal sealed class FeedException(string reason, string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    public string Reason { get; } = reason;

    public bool IsTransient { get; } = isTransient;

    /// <summary>How long the server asks to wait, if it does: until then no request is sent.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The body that is not a feed; empty if there was none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
