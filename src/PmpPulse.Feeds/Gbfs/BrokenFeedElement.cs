using System.Text;

namespace PmpPulse.Contracts;

/// <summary>One element of the stations array of a <see cref="BrokenFeed"/>.</summary>
/// <param name="Bytes">The element as the body has it: a slice of it.</param>
/// <param name="Error">Why it is not JSON, <see cref="ReadErrors.StationNotJson"/> or <see cref="ReadErrors.StationNotUtf8"/>; null where it is.</param>
public readonly record struct BrokenFeedElement(ReadOnlyMemory<byte> Bytes, ReadError? Error)
{
    /// <summary>The id of an element that is not JSON, where it stands in it plainly: the first <c>station_id</c> that is text without escapes, or an integer.</summary>
    public string? StationId
    {
        get
        {
            var json = Bytes.Span;
            var name = json.IndexOf("\"station_id\""u8);
            var value = name < 0 ? -1 : BrokenFeed.ValueAt(json, name + "\"station_id\""u8.Length);
            if (value < 0) return null;
            if (BrokenFeed.TryPlainText(json, value, out var text))
            {
                // a quote too few would make more of it than it is
                return IsEnd(json, value + Encoding.UTF8.GetByteCount(text) + 2) && !string.IsNullOrWhiteSpace(text) ? text : null;
            }

            var length = json[value..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            return length > 0 && IsEnd(json, value + length) ? Encoding.ASCII.GetString(json.Slice(value, length)) : null;
        }
    }

    private static bool IsEnd(ReadOnlySpan<byte> json, int at) => at < json.Length && json[at] is not (byte)'.' and not (byte)'_' && !char.IsAsciiLetterOrDigit((char)json[at]);
}
