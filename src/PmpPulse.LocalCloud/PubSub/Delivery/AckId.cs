using System.Globalization;

namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>An ack id: identifies a delivery of a message to a subscription. Opaque to clients.</summary>
/// <param name="Subscription">The subscription's number. A later subscription of the same name has a different one.</param>
/// <param name="Epoch">Incremented by each seek, so that earlier deliveries can't acknowledge restored messages.</param>
/// <param name="Message">Message id.</param>
/// <param name="Lease">The number of the message's delivery.</param>
internal readonly record struct AckId(long Subscription, long Epoch, long Message, int Lease)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Subscription:x}-{Epoch:x}-{Message:x}-{Lease:x}");

    public static bool TryParse(string text, out AckId ackId)
    {
        ackId = default;
        var rest = text.AsSpan();
        if (!Next(ref rest, out var subscription) || !Next(ref rest, out var epoch) || !Next(ref rest, out var message)
            || !Next(ref rest, out var lease) || !rest.IsEmpty || lease > int.MaxValue)
        {
            return false;
        }

        ackId = new AckId(subscription, epoch, message, (int)lease);
        return true;
    }

    private static bool Next(ref ReadOnlySpan<char> rest, out long value)
    {
        var end = rest.IndexOf('-');
        var part = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return long.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value >= 0;
    }
}
