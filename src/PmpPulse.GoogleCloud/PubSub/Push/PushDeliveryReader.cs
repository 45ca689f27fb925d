using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace PmpPulse.GoogleCloud.PubSub.Push;

/// <summary>Reads push requests from any bytes.</summary>
public static class PushDeliveryReader
{
    /// <summary>
    /// Maximum body of a service that receives pushes: larger than any push, so that one
    /// that is too large is read to its end and answered 413, instead of having its connection dropped.
    /// </summary>
    public const long MaxBodyBytes = 32 * 1024 * 1024;

    // a message of 10 MB in base64, its attributes and what surrounds them
    private const int MaxDeliveryBytes = 14 * 1024 * 1024;

    private const int Chunk = 64 * 1024;

    /// <summary>Reads a request to its end.</summary>
    /// <exception cref="PushFormatException">The body is not a push delivery.</exception>
    /// <exception cref="BadHttpRequestException">The body is larger than any push (413), or broke off.</exception>
    public static async Task<PushDelivery> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        // one byte more than announced: a read at the end must not ask for a larger buffer
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp((request.ContentLength ?? 0) + 1, Chunk, MaxDeliveryBytes + 1));
        while (true)
        {
            var read = await ReadAsync(request.Body, body.GetMemory(), cancellationToken);
            if (read == 0) return Read(body.WrittenMemory, isOwned: true);
            if (body.WrittenCount + read > MaxDeliveryBytes)
            {
                await request.Body.CopyToAsync(Stream.Null, cancellationToken);
                throw new BadHttpRequestException($"No push is larger than {MaxDeliveryBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
            }

            body.Advance(read);
        }
    }

    // Kestrel reports most broken bodies by a BadHttpRequestException, but a chunk whose length is not a number by its base
    private static async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException($"The body broke off: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="PushFormatException">The body is not a push delivery.</exception>
    public static PushDelivery Read(ReadOnlyMemory<byte> body) => Read(body, isOwned: false);

    private static PushDelivery Read(ReadOnlyMemory<byte> body, bool isOwned) =>
        PushDeliveryFields.TryRead(body, out var fields) ? fields.ToDelivery(body, isOwned) : ReadByTree(body);

    /// <summary>Reads any body by a document tree: the meaning that <see cref="PushDeliveryFields"/> must keep.</summary>
    internal static PushDelivery ReadByTree(ReadOnlyMemory<byte> body)
    {
        if (body.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0) throw new PushFormatException("push_empty", "The request has no body.");
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new PushFormatException("push_not_json", $"The body is not JSON: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            // broken UTF-8, or half a surrogate pair
            throw new PushFormatException("push_not_json", "The body is not JSON: a string in it is not valid Unicode.");
        }
    }

    private static PushDelivery Read(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object)
            throw new PushFormatException("push_not_an_object", $"The body must be a JSON object; it is {Describe(root)}.");
        if (!root.TryGetProperty("message", out var message) || message.ValueKind is JsonValueKind.Null)
            throw new PushFormatException("push_message_missing", "The body has no message.");
        if (message.ValueKind is not JsonValueKind.Object) throw Invalid("message", "an object", message);
        var id = Text(message, "messageId") is { Length: > 0 } camel ? camel : Text(message, "message_id");
        if (id.Length == 0) throw new PushFormatException("push_field_invalid", "The message has no messageId.");
        return new PushDelivery(
            id, Data(message), Attributes(message), Text(message, "orderingKey"), PublishTime(message), Text(root, "subscription"), Attempt(root));
    }

    private static ReadOnlyMemory<byte> Data(JsonElement message)
    {
        if (!message.TryGetProperty("data", out var data) || data.ValueKind is JsonValueKind.Null) return default;
        if (data.ValueKind is not JsonValueKind.String) throw Invalid("message.data", "text", data);
        return data.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw NotBase64();
    }

    private static Dictionary<string, string> Attributes(JsonElement message)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!message.TryGetProperty("attributes", out var element) || element.ValueKind is JsonValueKind.Null) return attributes;
        if (element.ValueKind is not JsonValueKind.Object) throw Invalid("message.attributes", "an object", element);
        foreach (var attribute in element.EnumerateObject())
        {
            if (attribute.Value.ValueKind is not JsonValueKind.String) throw Invalid("message.attributes' values", "text", attribute.Value);
            attributes[attribute.Name] = attribute.Value.GetString()!;
        }

        return attributes;
    }

    private static DateTimeOffset? PublishTime(JsonElement message)
    {
        return Time(Text(message, "publishTime") is { Length: > 0 } camel ? camel : Text(message, "publish_time"));
    }

    internal static PushFormatException NotBase64() => new("push_data_not_base64", "message.data is not base64.");

    /// <exception cref="PushFormatException">The text is not a time.</exception>
    internal static DateTimeOffset? Time(string text)
    {
        if (text.Length == 0) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new PushFormatException("push_field_invalid", "message.publishTime is not an RFC 3339 time.");
    }

    private static int? Attempt(JsonElement root)
    {
        if (!root.TryGetProperty("deliveryAttempt", out var attempt) || attempt.ValueKind is JsonValueKind.Null) return null;
        return attempt.ValueKind is JsonValueKind.Number && attempt.TryGetInt32(out var number) ? number : throw Invalid("deliveryAttempt", "a whole number", attempt);
    }

    private static string Text(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null) return "";
        return value.ValueKind is JsonValueKind.String ? value.GetString()! : throw Invalid(name, "text", value);
    }

    private static PushFormatException Invalid(string name, string wanted, JsonElement found) =>
        new("push_field_invalid", $"{name} must be {wanted}; it is {Describe(found)}.");

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
