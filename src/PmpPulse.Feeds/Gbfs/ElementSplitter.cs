using System.Text.Json;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>
/// Finds the elements of an array in bytes that are not JSON as a whole. An element that is JSON by itself, and is followed as an element
/// is, ends where its value ends. For any other the brackets and strings are counted; if they don't balance, the element ends before the
/// next element that is JSON and has an id. The array ends where none follows. Only a limited number of bytes of each is counted, and
/// values nest only to a limited depth: every byte is read a bounded number of times, whatever the input.
/// </summary>
internal sealed class ElementSplitter(ReadOnlyMemory<byte> body, FeedList list)
{
    /// <summary>Levels of an element: the feed, its data and the array are around it.</summary>
    public const int ElementDepth = JsonLimits.FeedDepth - 3;

    /// <summary>
    /// Bytes of an element that is not JSON in which its end is searched by counting brackets. Real elements have under 2,000.
    /// </summary>
    public const int MaxCounted = 16_384;

    private readonly List<BrokenFeedElement> _elements = [];

    public IReadOnlyList<BrokenFeedElement> Elements => _elements;

    /// <summary>Where the array ends.</summary>
    public int End { get; private set; }

    public bool IsCutOff { get; private set; }

    /// <param name="at">Behind the array's bracket.</param>
    /// <param name="limit">See <see cref="BrokenFeed.Read"/>.</param>
    public void Split(int at, int limit)
    {
        var json = body.Span;
        while (_elements.Count <= limit)
        {
            at = SkipSeparators(json, at);
            if (at == json.Length) break;
            if (json[at] is (byte)']' or (byte)'}')
            {
                // the array ends where no further element follows: a surplus bracket in one must not hide the others
                var next = NextElement(json, at);
                if (next == json.Length && (json[at] == ']' || IsEndOfFeed(json, at)))
                {
                    End = json[at] == ']' ? at + 1 : at;
                    return;
                }

                if (SkipBrackets(json, at) < next) Add(body[at..next], isJson: false);
                at = next;
                continue;
            }

            var end = ValueEnd(json[at..]);
            // an element that lacks some brackets takes the array's, and the elements before it
            var isJson = end > 0 && IsEnd(json, at + end) && (IsInArray(json, at + end) || NextElement(json, at + 1) >= at + end);
            if (!isJson) end = EndOfBroken(json, at) - at;
            if (NextBehindBracket(json, at + end) is var behind and > 0) (isJson, end) = (false, behind - at);
            Add(body.Slice(at, end), isJson);
            at += end;
        }

        (End, IsCutOff) = (json.Length, true);
    }

    private void Add(ReadOnlyMemory<byte> element, bool isJson)
    {
        element = JsonTokens.Trim(element);
        var error = JsonTokens.Precheck(element.Span) is { } notUtf8
            ? new ReadError(list.Errors.NotUtf8, $"The {list.Element} is not text: {notUtf8.Message}")
            : isJson ? null : new ReadError(list.Errors.NotJson, $"The {list.Element} is not JSON: {JsonTokens.CheckJson(element.Span, ElementDepth)?.Message}");
        _elements.Add(new BrokenFeedElement(element, error));
    }

    /// <summary>
    /// The separator before the next element, if the array seems to end here but something else precedes that element (a surplus bracket
    /// closed the element too early); -1 otherwise.
    /// </summary>
    private int NextBehindBracket(ReadOnlySpan<byte> json, int at)
    {
        at = BrokenFeed.SkipWhiteSpace(json, at);
        if (at == json.Length || json[at] != ']') return -1;
        var next = NextElement(json, at);
        return next < json.Length && SkipBrackets(json, at) < next ? next : -1;
    }

    private int EndOfBroken(ReadOnlySpan<byte> json, int start)
    {
        var end = json[start] is (byte)'{' or (byte)'[' ? CountBrackets(json, start) : -1;
        return end > 0 ? end : NextElement(json, start + 1);
    }

    /// <summary>Where the element's brackets are closed again; -1 if they are not, or something invalid follows them.</summary>
    private int CountBrackets(ReadOnlySpan<byte> json, int start)
    {
        var limit = Math.Min(json.Length, start + MaxCounted);
        var open = new Stack<byte>();
        for (var at = start; at < limit; at++)
        {
            switch (json[at])
            {
                case (byte)'"':
                    var opening = at;
                    for (at++; at < limit && json[at] != '"'; at++)
                    {
                        if (json[at] == '\\') at++;
                    }

                    if (at >= limit) return -1;
                    if (SeparatorIn(json, opening + 1, at) is var separator and > 0) return separator;
                    break;
                case (byte)'{' or (byte)'[':
                    open.Push(json[at]);
                    break;
                case (byte)'}' or (byte)']':
                    // the brackets of one kind are two apart in ASCII
                    if (open.Pop() != json[at] - 2) return -1;
                    if (open.Count == 0) return IsEnd(json, at + 1) && IsInArray(json, at + 1) ? at + 1 : -1;
                    break;
            }
        }

        return -1;
    }

    /// <summary>
    /// A missing or surplus quote swaps text and structure, so that <c>},{</c> between two elements looks like the text between two
    /// quotes. If an element that is JSON begins with it, the broken element ends there: none can begin inside a proper string.
    /// </summary>
    private int SeparatorIn(ReadOnlySpan<byte> json, int start, int end)
    {
        var at = LastBut(json, start, end);
        if (at < 0 || json[at] != '{') return -1;
        var comma = LastBut(json, start, at);
        if (comma < 0 || json[comma] != ',') return -1;
        var brace = LastBut(json, start, comma);
        return brace >= 0 && json[brace] == '}' && IsElement(json, at) ? comma : -1;
    }

    private static int LastBut(ReadOnlySpan<byte> json, int start, int end)
    {
        var last = json[start..end].LastIndexOfAnyExcept(" \t\r\n"u8);
        return last < 0 ? -1 : start + last;
    }

    /// <summary>
    /// The comma before the next object that is JSON, has an id, and is followed as an element is; the end of the body if there is none.
    /// </summary>
    private int NextElement(ReadOnlySpan<byte> json, int at)
    {
        for (; json[at..].IndexOf((byte)'{') is var next and >= 0; at++)
        {
            at += next;
            var comma = LastBut(json, 0, at);
            if (comma < 0 || json[comma] != ',') continue;
            if (IsElement(json, at)) return comma;
        }

        return json.Length;
    }

    private bool IsElement(ReadOnlySpan<byte> json, int at)
    {
        var length = ValueEnd(json[at..]);
        return length > 0 && IsEnd(json, at + length) && HasId(json.Slice(at, length));
    }

    /// <summary>
    /// Whether what follows an element may follow one: otherwise it was closed too early, or is followed by something odd.
    /// </summary>
    private static bool IsEnd(ReadOnlySpan<byte> json, int at)
    {
        at = BrokenFeed.SkipWhiteSpace(json, at);
        if (at == json.Length) return true;
        switch (json[at])
        {
            case (byte)',':
                at = SkipSeparators(json, at);
                return at == json.Length || !IsMember(json, at);
            case (byte)']' or (byte)'{':
                return true;
            case (byte)'}':
                return IsEndOfFeed(json, at);
            default:
                return false;
        }
    }

    private static bool IsMember(ReadOnlySpan<byte> json, int at)
    {
        if (json[at] != '"') return false;
        var length = json[(at + 1)..].IndexOf((byte)'"');
        return length >= 0 && BrokenFeed.ValueAt(json, at + 1 + length + 1) >= 0;
    }

    /// <summary>Whether the array continues, or ends in its own bracket: otherwise an element that lacks a bracket has taken it.</summary>
    private static bool IsInArray(ReadOnlySpan<byte> json, int at)
    {
        at = BrokenFeed.SkipWhiteSpace(json, at);
        return at < json.Length && json[at] != '}';
    }

    /// <summary>Whether nothing but closing brackets, or another member of the feed, follows.</summary>
    private static bool IsEndOfFeed(ReadOnlySpan<byte> json, int at)
    {
        at = SkipBrackets(json, at);
        if (at == json.Length) return true;
        if (json[at] != ',') return false;
        at = BrokenFeed.SkipWhiteSpace(json, at + 1);
        return at < json.Length && IsMember(json, at);
    }

    private static int SkipBrackets(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)']' or (byte)'}') at++;
        return at;
    }

    private static int SkipSeparators(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',') at++;
        return at;
    }

    /// <summary>The length of the JSON value at the start of the bytes; 0 if there is none.</summary>
    private static int ValueEnd(ReadOnlySpan<byte> json)
    {
        var reader = JsonTokens.Reader(json, ElementDepth);
        try
        {
            reader.Read();
            reader.Skip();
            return (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private bool HasId(ReadOnlySpan<byte> json)
    {
        var reader = JsonTokens.Reader(json, ElementDepth);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (list.IsId(ref reader)) return true;
            reader.Read();
            reader.Skip();
        }

        return false;
    }
}
