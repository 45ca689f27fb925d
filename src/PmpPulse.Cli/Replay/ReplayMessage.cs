using System.Globalization;
using Google.Cloud.PubSub.V1;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Cli.Replay;

/// <summary>Turns a held dead letter into the message to publish again.</summary>
internal static class ReplayMessage
{
    /// <summary>Attribute in which forwarding names the subscription that gave up.</summary>
    public const string SourceSubscription = "CloudPubSubDeadLetterSourceSubscription";

    private const string SourcePrefix = "CloudPubSubDeadLetterSource";
    private const string SourcePublishTime = "CloudPubSubDeadLetterSourceTopicPublishTime";
    private const string ErrorPrefix = "pmp_error_";

    /// <summary>
    /// The same bytes under the same ordering key. Attributes stay, except those of the failure and the drill's order to fail; identity,
    /// first publish time and the count of replays are added.
    /// </summary>
    public static PubsubMessage Of(PubsubMessage held)
    {
        var message = new PubsubMessage { Data = held.Data, OrderingKey = held.OrderingKey };
        foreach (var (name, value) in held.Attributes)
        {
            if (!IsDeadLetterAttribute(name)) message.Attributes[name] = value;
        }

        message.Attributes[MessageAttributes.OriginalMessageId] = IdentityOf(held);
        message.Attributes[MessageAttributes.OriginalPublishTime] = PublishTimeOf(held);
        message.Attributes[MessageAttributes.ReplayCount] = (ReplaysOf(held) + 1).ToString(CultureInfo.InvariantCulture);
        return message;
    }

    /// <summary>Pub/Sub's id of the message as it was first replayed, which later replays keep.</summary>
    public static string IdentityOf(PubsubMessage held) =>
        held.Attributes.TryGetValue(MessageAttributes.OriginalMessageId, out var id) && id.Length > 0 ? id : held.MessageId;

    /// <summary>How often it was replayed; an attribute that is not a count was set by somebody else, and is ignored.</summary>
    public static long ReplaysOf(PubsubMessage held) => ParseCount(held.Attributes.GetValueOrDefault(MessageAttributes.ReplayCount));

    /// <inheritdoc cref="ReplaysOf"/>
    public static long ParseCount(string? count) =>
        long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var replays) && replays < long.MaxValue ? replays : 0;

    private static string PublishTimeOf(PubsubMessage held)
    {
        if (held.Attributes.TryGetValue(MessageAttributes.OriginalPublishTime, out var original)) return original;
        if (held.Attributes.TryGetValue(SourcePublishTime, out var source)) return source;
        return Rfc3339.Format(held.PublishTime.ToDateTimeOffset());
    }

    private static bool IsDeadLetterAttribute(string attribute) =>
        attribute == MessageAttributes.DeadLetterTest
        || attribute.StartsWith(SourcePrefix, StringComparison.Ordinal)
        || attribute.StartsWith(ErrorPrefix, StringComparison.Ordinal);
}
