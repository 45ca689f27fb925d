using System.Globalization;
using System.Text.Json;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>
/// How the elements of a feed's list are found, and how properties common to all kinds are read. A property that is absent or null is null;
/// one of the wrong type is an error.
/// </summary>
/// <exception cref="InvalidOperationException">Any reading of a property: see <see cref="JsonFields"/>.</exception>
public static class FeedElements
{
    /// <summary>The elements of a list, each with its bytes.</summary>
    /// <param name="list">An array as <see cref="FeedHeader.List"/> gives it, which is known to be JSON.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> list)
    {
        var elements = new List<ReadOnlyMemory<byte>>();
        var reader = JsonTokens.Reader(list.Span, JsonLimits.FeedDepth);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(list[start..(int)reader.BytesConsumed]);
        }

        return elements;
    }

    /// <summary>
    /// The identifying property, the newest version's first: text (kept as it is), or an integer of any size (kept as its digits).
    /// </summary>
    public static ReadError? ReadId(JsonElement element, FeedList list, out string id)
    {
        ArgumentNullException.ThrowIfNull(list);
        id = "";
        foreach (var name in list.Ids)
        {
            if (JsonFields.Find(element, name) is not { } value) continue;
            if (!JsonFields.TryText(value, out var text))
            {
                return new ReadError(list.Errors.IdInvalid, $"A {name} must be text or an integer; it is {DescribeNotText(value)}.");
            }

            if (string.IsNullOrWhiteSpace(text)) return new ReadError(list.Errors.IdMissing, $"The {list.Element} has an empty {name}.");
            id = text;
            return null;
        }

        return new ReadError(list.Errors.IdMissing, $"The {list.Element} has no {list.Id}.");
    }

    /// <summary>A number of things as <see cref="JsonFields.TryCount"/> has it. A blank text counts as absent.</summary>
    public static ReadError? ReadCount(JsonElement element, FeedList list, string name, out long? count)
    {
        ArgumentNullException.ThrowIfNull(list);
        count = null;
        if (JsonFields.FindFilled(element, name) is not { } value) return null;
        if (!JsonFields.TryCount(value, out var number))
        {
            return new ReadError(
                list.Errors.FieldInvalid,
                $"The {list.Element}'s {name} must be an integer from 0 to {JsonFields.MaxCount.ToString(CultureInfo.InvariantCulture)}; it is {JsonFields.Describe(value)}.");
        }

        count = number;
        return null;
    }

    /// <summary>An element that is not an object.</summary>
    public static ReadError NotAnObject(JsonElement element, FeedList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return new ReadError(list.Errors.NotAnObject, $"A {list.Element} must be an object; it is {JsonFields.Describe(element)}.");
    }

    /// <summary>An element with a property whose name is not text, on which any search may fail.</summary>
    public static ReadError NameNotText(FeedList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return new ReadError(list.Errors.FieldInvalid, $"The name of one of the {list.Element}'s properties is not text: it holds half a surrogate pair.");
    }

    private static string DescribeNotText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? "text with half a surrogate pair" : JsonFields.Describe(value);
}
