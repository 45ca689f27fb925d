using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace PmpPulse.GoogleCloud.PubSub.Push;

/// <summary>
/// The fields of a push request, read in one pass without a document tree. Gives up on what Pub/Sub doesn't send (a field of another type,
/// escapes in the data, no id); the tree then decides, and words the errors.
/// </summary>
internal struct PushDeliveryFields()
{
    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);
    private string _messageId = "";
    private string _messageIdSnake = "";
    private string _orderingKey = "";
    private string _publishTime = "";
    private string _publishTimeSnake = "";
    private string _subscription = "";
    private int? _attempt;
    private Range? _data;
    private bool _hasMessage;

    /// <summary>Reads a body.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> body, out PushDeliveryFields fields)
    {
        fields = new PushDeliveryFields();
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            return fields.TryReadRoot(ref reader) && fields is { _hasMessage: true } && (fields._messageId.Length > 0 || fields._messageIdSnake.Length > 0);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <param name="body">What was read.</param>
    /// <param name="isOwned">Whether the body may be overwritten: the data, 460 KB of a snapshot, then takes the place of its base64.</param>
    /// <exception cref="PushFormatException">The data is not base64, or the publish time not a time.</exception>
    public readonly PushDelivery ToDelivery(ReadOnlyMemory<byte> body, bool isOwned) => new(
        _messageId.Length > 0 ? _messageId : _messageIdSnake,
        _data is { } data ? Decode(body[data], isOwned) : default,
        _attributes,
        _orderingKey,
        PushDeliveryReader.Time(_publishTime.Length > 0 ? _publishTime : _publishTimeSnake),
        _subscription,
        _attempt);

    private static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> base64, bool isOwned)
    {
        var target = isOwned ? MemoryMarshal.AsMemory(base64) : base64.ToArray();
        return Base64.DecodeFromUtf8InPlace(target.Span, out var length) == OperationStatus.Done ? target[..length] : throw PushDeliveryReader.NotBase64();
    }

    private bool TryReadRoot(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped) return false;
            var read = true;
            if (reader.ValueTextEquals("message"u8)) read = TryReadMessage(ref reader);
            else if (reader.ValueTextEquals("subscription"u8)) read = TryReadText(ref reader, ref _subscription);
            else if (reader.ValueTextEquals("deliveryAttempt"u8)) read = TryReadAttempt(ref reader);
            else reader.Skip();
            if (!read) return false;
        }

        return !reader.Read();
    }

    private bool TryReadMessage(ref Utf8JsonReader reader)
    {
        // of two with one name the last counts, whole: the tree knows how
        if (_hasMessage || !reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        _hasMessage = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped) return false;
            var read = true;
            if (reader.ValueTextEquals("data"u8)) read = TryReadData(ref reader);
            else if (reader.ValueTextEquals("attributes"u8)) read = TryReadAttributes(ref reader);
            else if (reader.ValueTextEquals("messageId"u8)) read = TryReadText(ref reader, ref _messageId);
            else if (reader.ValueTextEquals("message_id"u8)) read = TryReadText(ref reader, ref _messageIdSnake);
            else if (reader.ValueTextEquals("orderingKey"u8)) read = TryReadText(ref reader, ref _orderingKey);
            else if (reader.ValueTextEquals("publishTime"u8)) read = TryReadText(ref reader, ref _publishTime);
            else if (reader.ValueTextEquals("publish_time"u8)) read = TryReadText(ref reader, ref _publishTimeSnake);
            else reader.Skip();
            if (!read) return false;
        }

        return true;
    }

    private bool TryReadData(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped) return false;
        var start = (int)reader.TokenStartIndex + 1;
        _data = start..(start + reader.ValueSpan.Length);
        return true;
    }

    private readonly bool TryReadAttributes(ref Utf8JsonReader reader)
    {
        if (_attributes.Count > 0 || !reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String) return false;
            _attributes[name] = reader.GetString()!;
        }

        return true;
    }

    private bool TryReadAttempt(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var attempt)) return false;
        _attempt = attempt;
        return true;
    }

    private static bool TryReadText(ref Utf8JsonReader reader, ref string text)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) return false;
        text = reader.GetString()!;
        return true;
    }
}
