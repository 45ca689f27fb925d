using System.Globalization;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>A message as it is stored.</summary>
/// <param name="Body">The encoded message, without id and publish time. Shared; do not modify.</param>
/// <param name="PublishTime">Microseconds since 1970, UTC.</param>
internal readonly record struct LoggedMessage(byte[] Body, long PublishTime)
{
    private const uint DataTag = (PubsubMessage.DataFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;

    /// <summary>Decodes it. Its data is not copied: a snapshot has 460 KB, and several subscriptions.</summary>
    public PubsubMessage Decode(long id)
    {
        var message = new PubsubMessage
        {
            MessageId = id.ToString(CultureInfo.InvariantCulture),
            PublishTime = Micros.ToTimestamp(PublishTime),
        };
        var input = new CodedInputStream(Body);
        if (Body.Length > 0 && input.PeekTag() == DataTag)
        {
            input.ReadTag();
            var length = input.ReadLength();
            message.Data = UnsafeByteOperations.UnsafeWrap(Body.AsMemory((int)input.Position, length));
            message.MergeFrom(Body.AsSpan((int)input.Position + length));
        }
        else
        {
            message.MergeFrom(Body);
        }

        return message;
    }
}
