using System.Buffers;
using System.Text;
using System.Text.Unicode;
using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>
/// The recoverable part of a feed that isn't valid JSON: the elements of its list, each by itself, so that bad bytes in one element, or
/// around the array, lose nothing else. For bodies that <see cref="FeedHeaderReader"/> reports as <see cref="ReadErrors.NotJson"/> or
/// <see cref="ReadErrors.NotUtf8"/>; never throws for bad bytes. docs/04-curation.md says how the boundaries are found.
/// </summary>
public sealed class BrokenFeed
{
    private static readonly SearchValues<byte> NumberEnds = SearchValues.Create(",} \t\r\n"u8);

    private readonly ReadOnlyMemory<byte> _body;
    private readonly int _start;

    private BrokenFeed(ReadOnlyMemory<byte> body, int start, ElementSplitter splitter)
    {
        (_body, _start) = (body, start);
        Elements = splitter.Elements;
        IsCutOff = splitter.IsCutOff;
        List = body[start..splitter.End];
    }

    /// <summary>
    /// The array's bytes, from <c>[</c> to <c>]</c>, or to the end of the body if that is cut off: the input of a snapshot's id.
    /// </summary>
    public ReadOnlyMemory<byte> List { get; }

    /// <summary>The array's elements, in order.</summary>
    public IReadOnlyList<BrokenFeedElement> Elements { get; }

    /// <summary>Whether the end of the array was not found: there were more elements, or may have been.</summary>
    public bool IsCutOff { get; }

    /// <summary>
    /// When the feed says it was published, in any form of <see cref="FeedTime"/>, wherever <c>last_updated</c> or <c>lastUpdatedOther</c>
    /// stands around the array.
    /// </summary>
    public DateTimeOffset? PublishedAt => Time("\"last_updated\""u8) ?? Time("\"lastUpdatedOther\""u8);

    /// <summary>Looks for the elements of a list.</summary>
    /// <param name="body">Any bytes.</param>
    /// <param name="list">The list.</param>
    /// <param name="limit">How many elements are useful: of an array with more, one more than that is returned.</param>
    /// <returns>Null if there is no such list (as <c>"stations": [</c>), or it is empty.</returns>
    public static BrokenFeed? Read(ReadOnlyMemory<byte> body, FeedList list, int limit)
    {
        ArgumentNullException.ThrowIfNull(list);
        var json = body.Span;
        var data = Member(json, "\"data\""u8, 0, (byte)'{');
        var start = data < 0 ? -1 : ListStart(json, list, data);
        if (start < 0) start = ListStart(json, list, 0);
        if (start < 0) return null;
        var splitter = new ElementSplitter(body, list);
        splitter.Split(start + 1, limit);
        return splitter.Elements.Count == 0 ? null : new BrokenFeed(body, start, splitter);
    }

    private static int ListStart(ReadOnlySpan<byte> json, FeedList list, int from)
    {
        foreach (var name in list.QuotedNames)
        {
            if (Member(json, name, from, (byte)'[') is var start and >= 0) return start;
        }

        return -1;
    }

    /// <summary>The start of the value of a member whose value begins with this byte; -1 if there is none.</summary>
    private static int Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, int from, byte opening)
    {
        for (var at = from; json[at..].IndexOf(name) is var next and >= 0;)
        {
            at += next + name.Length;
            if (ValueAt(json, at) is var value and >= 0 && json[value] == opening) return value;
        }

        return -1;
    }

    /// <summary>Where the value after a name begins; -1 if no colon and value follow.</summary>
    internal static int ValueAt(ReadOnlySpan<byte> json, int at)
    {
        at = SkipWhiteSpace(json, at);
        if (at == json.Length || json[at] != ':') return -1;
        at = SkipWhiteSpace(json, at + 1);
        return at < json.Length ? at : -1;
    }

    internal static int SkipWhiteSpace(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
        return at;
    }

    /// <summary>The text of a string without escapes that opens at a position; false for anything else.</summary>
    internal static bool TryPlainText(ReadOnlySpan<byte> json, int at, out string text)
    {
        text = "";
        if (json[at] != '"') return false;
        var length = json[(at + 1)..].IndexOf((byte)'"');
        if (length < 0) return false;
        var bytes = json.Slice(at + 1, length);
        if (bytes.Contains((byte)'\\') || bytes.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || !Utf8.IsValid(bytes)) return false;
        text = Encoding.UTF8.GetString(bytes);
        return true;
    }

    private DateTimeOffset? Time(ReadOnlySpan<byte> name) =>
        Time(_body.Span[.._start], name) ?? Time(_body.Span[(_start + List.Length)..], name);

    private static DateTimeOffset? Time(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        for (var at = 0; json[at..].IndexOf(name) is var next and >= 0;)
        {
            at += next + name.Length;
            var value = ValueAt(json, at);
            if (value < 0) continue;
            var isText = TryPlainText(json, value, out var text);
            var length = json[value..].IndexOfAny(NumberEnds);
            if (isText ? FeedTime.TryParseText(text, out var time) : FeedTime.TryParseNumber(length < 0 ? json[value..] : json.Slice(value, length), out time)) return time;
        }

        return null;
    }
}
