using System.Globalization;

namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>An ack id: which delivery of which message of which subscription. Opaque to clients.</summary>
/// <param name="Subscription">The subscription's number, which a later one of the same name doesn't share.</param>
/// <param name="Epoch">Grows with each seek: what was delivered before must not acknowledge what was brought back.</param>
/// <param name="Message">Message id.</param>
/// <param name="Lease">Which delivery of the message.</param>
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
