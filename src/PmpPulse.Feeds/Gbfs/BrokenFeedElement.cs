using System.Text;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>One element of the list of a <see cref="BrokenFeed"/>.</summary>
/// <param name="Bytes">The element as the body has it: a slice of it.</param>
/// <param name="Error">
/// Why it is not JSON, <see cref="ElementErrors.NotJson"/> or <see cref="ElementErrors.NotUtf8"/>; null where it is.
/// </param>
public readonly record struct BrokenFeedElement(ReadOnlyMemory<byte> Bytes, ReadError? Error)
{
    /// <summary>
    /// The id of an element that is not JSON, if it can be read in it: the first identifying property that is text without escapes, or an
    /// integer.
    /// </summary>
    /// <param name="list">Its list.</param>
    public string? IdIn(FeedList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        foreach (var name in list.QuotedIds)
        {
            if (Bytes.Span.IndexOf(name) is var at and >= 0) return IdAt(Bytes.Span, BrokenFeed.ValueAt(Bytes.Span, at + name.Length));
        }

        return null;
    }

    private static string? IdAt(ReadOnlySpan<byte> json, int value)
    {
        if (value < 0) return null;
        if (BrokenFeed.TryPlainText(json, value, out var text))
        {
            // a missing quote would make it longer than it is
            return IsEnd(json, value + Encoding.UTF8.GetByteCount(text) + 2) && !string.IsNullOrWhiteSpace(text) ? text : null;
        }

        var length = json[value..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length > 0 && IsEnd(json, value + length) ? Encoding.ASCII.GetString(json.Slice(value, length)) : null;
    }

    private static bool IsEnd(ReadOnlySpan<byte> json, int at) => at < json.Length && json[at] is not (byte)'.' and not (byte)'_' && !char.IsAsciiLetterOrDigit((char)json[at]);
}
