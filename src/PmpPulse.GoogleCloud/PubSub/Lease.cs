namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>A delivery that is ours until its deadline.</summary>
internal sealed class Lease(string ackId, DeliveredMessage delivered, long receivedTimestamp)
{
    private int _settled;

    public string AckId { get; } = ackId;

    public DeliveredMessage Delivered { get; } = delivered;

    /// <summary>When it came, by the time provider's monotonic clock.</summary>
    public long ReceivedTimestamp { get; } = receivedTimestamp;

    public long Size { get; } = delivered.Message.CalculateSize();

    /// <summary>True for the first caller only: a message is answered once.</summary>
    public bool TrySettle() => Interlocked.Exchange(ref _settled, 1) == 0;
}
