using Google.Cloud.PubSub.V1;
using PmpPulse.LocalCloud.PubSub.Errors;

namespace PmpPulse.LocalCloud.PubSub.Rpc;

/// <summary>
/// Pub/Sub's limits on published messages (<see href="https://cloud.google.com/pubsub/quotas#resource_limits">quotas</see>).
/// </summary>
internal static class MessageRules
{
    public const int MaxMessages = 1000;
    public const int MaxRequestBytes = 10_000_000;

    private const int MaxAttributes = 100;
    private const int MaxAttributeKeyBytes = 256;
    private const int MaxAttributeValueBytes = 1024;
    private const int MaxOrderingKeyBytes = 1024;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static void Check(PublishRequest request)
    {
        if (request.Messages.Count == 0)
        {
            throw PubSubErrors.InvalidArgument(
                "The value for message_count is too small. You passed 0 in the request, but the minimum value is 1.");
        }

        if (request.Messages.Count > MaxMessages)
        {
            throw PubSubErrors.InvalidArgument(
                $"The value for message_count is too large. You passed {request.Messages.Count} in the request, but the maximum value is {MaxMessages}.");
        }

        var size = request.CalculateSize();
        if (size > MaxRequestBytes)
        {
            throw PubSubErrors.InvalidArgument(
                $"The value for request_size is too large. You passed {size} in the request, but the maximum value is {MaxRequestBytes}.");
        }

        foreach (var message in request.Messages) Check(message);
    }

    private static void Check(PubsubMessage message)
    {
        if (message.Data.IsEmpty && message.Attributes.Count == 0)
        {
            throw PubSubErrors.InvalidArgument(
                "One or more messages in the publish request is empty. Each message must contain either non-empty data, or at least one attribute.");
        }

        if (message.Attributes.Count > MaxAttributes)
        {
            throw PubSubErrors.InvalidArgument(
                $"The value for attribute_count is too large. You passed {message.Attributes.Count} in the request, but the maximum value is {MaxAttributes}.");
        }

        foreach (var (key, value) in message.Attributes)
        {
            if (key.Length == 0) throw PubSubErrors.InvalidArgument("Message attribute keys must not be empty.");
            if (key.StartsWith("goog", StringComparison.Ordinal))
            {
                throw PubSubErrors.InvalidArgument($"Message attribute keys must not start with 'goog' (key={key}).");
            }

            if (System.Text.Encoding.UTF8.GetByteCount(key) > MaxAttributeKeyBytes)
            {
                throw PubSubErrors.InvalidArgument($"Message attribute keys must not be longer than {MaxAttributeKeyBytes} bytes.");
            }

            if (System.Text.Encoding.UTF8.GetByteCount(value) > MaxAttributeValueBytes)
            {
                throw PubSubErrors.InvalidArgument(
                    $"Message attribute values must not be longer than {MaxAttributeValueBytes} bytes (key={key}).");
            }

        }

        if (System.Text.Encoding.UTF8.GetByteCount(message.OrderingKey) > MaxOrderingKeyBytes)
        {
            throw PubSubErrors.InvalidArgument($"The ordering key must not be longer than {MaxOrderingKeyBytes} bytes.");
        }
    }
}
