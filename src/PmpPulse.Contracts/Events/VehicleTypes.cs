using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Contracts.Events;

/// <summary>
/// The member <c>vehicle_types</c> of an event: <c>[{"vehicle_type_id":"1","form_factor":"bicycle","propulsion_type":"human"}]</c>. It
/// stands beside the payload, so that what a station's types mean is a function of the event alone.
/// </summary>
public static class VehicleTypes
{
    /// <summary>Writes vehicle types as <see cref="EventEnvelope.VehicleTypes"/> holds them.</summary>
    public static ReadOnlyMemory<byte> ToJson(IEnumerable<VehicleType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartArray();
        foreach (var type in types)
        {
            writer.WriteStartObject();
            writer.WriteString("vehicle_type_id"u8, type.Id);
            writer.WriteString("form_factor"u8, type.FormFactor);
            if (type.PropulsionType is { } propulsion) writer.WriteString("propulsion_type"u8, propulsion);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>
    /// Reads such an array, or the one in a feed's <c>data.vehicle_types</c>. An element without an id (text or an integer) or a form
    /// factor is skipped, because one type must not cost the others; of several with one id the last counts.
    /// </summary>
    public static IReadOnlyList<VehicleType> Read(JsonElement array)
    {
        var types = new Dictionary<string, VehicleType>(StringComparer.Ordinal);
        if (array.ValueKind != JsonValueKind.Array) return [];
        foreach (var element in array.EnumerateArray())
        {
            if (TryRead(element, out var type)) types[type.Id] = type;
        }

        return [.. types.Values];
    }

    /// <inheritdoc cref="Read(JsonElement)"/>
    /// <param name="json">The array's bytes, known to be JSON; empty means no types.</param>
    public static IReadOnlyList<VehicleType> Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty) return [];
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = JsonLimits.EnvelopeDepth });
        return Read(document.RootElement);
    }

    /// <summary>Reads the file <c>vehicle_types.json</c> of GBFS; null if it has no array <c>data.vehicle_types</c>.</summary>
    /// <param name="body">UTF-8, with or without a byte order mark.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static IReadOnlyList<VehicleType>? ReadFile(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith("\uFEFF"u8)) body = body[3..];
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = JsonLimits.FeedDepth });
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            && data.TryGetProperty("vehicle_types", out var types) && types.ValueKind == JsonValueKind.Array
            ? Read(types)
            : null;
    }

    private static bool TryRead(JsonElement element, out VehicleType type)
    {
        type = null!;
        if (element.ValueKind != JsonValueKind.Object) return false;
        try
        {
            if (JsonFields.Find(element, "vehicle_type_id") is not { } idValue || !JsonFields.TryText(idValue, out var id)) return false;
            if (Text(element, "form_factor") is not { } form) return false;
            type = new VehicleType(id!, form, Text(element, "propulsion_type"));
            return true;
        }
        catch (InvalidOperationException)
        {
            // the name of a property is not text
            return false;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        JsonFields.Find(element, name) is { ValueKind: JsonValueKind.String } value && JsonFields.TryText(value, out var text) ? text : null;
}
