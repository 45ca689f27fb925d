using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace PmpPulse.Contracts.Json;

/// <summary>What all readers of foreign JSON share.</summary>
public static class JsonTokens
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The bytes without a byte order mark, which RFC 8259 forbids to send and allows to ignore.</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;

    /// <summary>
    /// What can be checked before parsing: that there are bytes, and that they are UTF-8 (the JSON reader itself would accept broken text).
    /// </summary>
    public static ReadError? Precheck(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOfAnyExcept(" \t\r\n"u8) < 0) return new ReadError(ReadErrors.Empty, "There are no bytes to read.");
        return Utf8.IsValid(bytes) ? null : new ReadError(ReadErrors.NotUtf8, $"The bytes are not UTF-8, first at byte {FirstInvalid(bytes)}.");
    }

    /// <summary>A strict reader (RFC 8259) with a maximum depth.</summary>
    public static Utf8JsonReader Reader(ReadOnlySpan<byte> bytes, int depth) => new(bytes, new JsonReaderOptions { MaxDepth = depth });

    /// <summary>Null where the bytes are exactly one JSON value.</summary>
    public static ReadError? CheckJson(ReadOnlySpan<byte> bytes, int depth)
    {
        if (Precheck(bytes) is { } error) return error;
        var reader = Reader(bytes, depth);
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException exception)
        {
            return NotJson(exception);
        }
    }

    /// <summary>The bytes without white space around them.</summary>
    public static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> bytes) => bytes.Trim(" \t\r\n"u8);

    /// <summary>A token's kind in words.</summary>
    public static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "no value",
    };

    /// <summary>The error that such an exception is: <see cref="ReadErrors.NotJson"/>.</summary>
    public static ReadError NotJson(JsonException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        // the exception's own sentence ends in its line and byte; characters of the input in it are at most one
        return new ReadError(ReadErrors.NotJson, exception.Message);
    }

    /// <summary>
    /// Whether the current property name (or text) is <paramref name="utf8"/>; escapes that are not text are equal to nothing.
    /// </summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8) =>
        (!reader.ValueIsEscaped || JsonEscapes.AreText(reader.ValueSpan)) && reader.ValueTextEquals(utf8);

    /// <inheritdoc cref="Is(ref Utf8JsonReader, ReadOnlySpan{byte})"/>
    public static bool Is(ref Utf8JsonReader reader, string text) =>
        (!reader.ValueIsEscaped || JsonEscapes.AreText(reader.ValueSpan)) && reader.ValueTextEquals(text);

    /// <summary>The current property name's or string's text; false where its escapes contain half a surrogate pair.</summary>
    public static bool TryGetText(ref Utf8JsonReader reader, [NotNullWhen(true)] out string? text)
    {
        text = !reader.ValueIsEscaped || JsonEscapes.AreText(reader.ValueSpan) ? reader.GetString() : null;
        return text is not null;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == OperationStatus.Done) at += length;
        return at;
    }
}
