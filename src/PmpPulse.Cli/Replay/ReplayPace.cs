namespace PmpPulse.Cli.Replay;

/// <summary>
/// When the next message may be published: no more messages per second than configured, and no more bytes per second of one ordering key
/// than Pub/Sub takes (<see href="https://cloud.google.com/pubsub/quotas"/>). Not thread-safe.
/// </summary>
internal sealed class ReplayPace(double messagesPerSecond, TimeProvider clock)
{
    private const double BytesPerSecondOfKey = 1_000_000;

    private readonly Dictionary<string, DateTimeOffset> _keyIsFree = new(StringComparer.Ordinal);
    private DateTimeOffset _nextMessage = DateTimeOffset.MinValue;

    /// <summary>Waits until a message of that key and size may go.</summary>
    public async Task WaitAsync(string orderingKey, int bytes, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var at = Reserve(orderingKey, bytes, now);
        if (at > now) await Task.Delay(at - now, clock, cancellationToken);
    }

    /// <summary>When it may go.</summary>
    internal DateTimeOffset Reserve(string orderingKey, int bytes, DateTimeOffset now)
    {
        var at = Later(now, _nextMessage);
        if (orderingKey.Length > 0)
        {
            at = Later(at, _keyIsFree.GetValueOrDefault(orderingKey));
            _keyIsFree[orderingKey] = at.AddSeconds(bytes / BytesPerSecondOfKey);
        }

        _nextMessage = at.AddSeconds(1 / messagesPerSecond);
        return at;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
