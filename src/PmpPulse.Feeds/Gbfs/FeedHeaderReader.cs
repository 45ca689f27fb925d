using System.Text.Json;
using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Text;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>
/// Reads the header of a <see href="https://gbfs.org/documentation/reference/">GBFS</see> feed with a list, versions 1.0 to 3.0 and Vélib's
/// dialect, from any bytes; never throws for bad ones.
/// <list type="bullet">
/// <item>All of the bytes must be one JSON object (RFC 8259) not deeper than <see cref="JsonLimits.FeedDepth"/>, with the list,
/// an array, under <c>data</c>; a byte order mark is ignored. The elements are not checked here.</item>
/// <item>Of several properties with one name the last counts, as in System.Text.Json and in most other readers.</item>
/// <item>The publication time is <c>last_updated</c>, else <c>lastUpdatedOther</c> (Vélib), in any form of <see cref="FeedTime"/>; one
/// that is not plausible counts as absent.</item>
/// </list>
/// </summary>
public static class FeedHeaderReader
{
    /// <summary>Reads a feed's bytes.</summary>
    /// <param name="feed">Any bytes.</param>
    /// <param name="list">The list that the feed must have.</param>
    /// <param name="visitor">Is shown the list's elements on the way; null: nothing is.</param>
    public static FeedReading Read(ReadOnlyMemory<byte> feed, FeedList list, IElementVisitor? visitor = null)
    {
        ArgumentNullException.ThrowIfNull(list);
        feed = JsonTokens.WithoutByteOrderMark(feed);
        if (JsonTokens.Precheck(feed.Span) is { } error) return new FeedReading(error);

        var header = new Parts(list, visitor);
        var reader = JsonTokens.Reader(feed.Span, JsonLimits.FeedDepth);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                var found = reader.TokenType;
                reader.Skip();
                reader.Read();
                return new FeedReading(new ReadError(ReadErrors.NotAnObject, $"A feed is a JSON object; this is {JsonTokens.Describe(found)}."));
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) header.Read(ref reader, feed);

            // anything behind the closing brace throws here
            reader.Read();
        }
        catch (JsonException exception)
        {
            return new FeedReading(JsonTokens.NotJson(exception));
        }

        return header.ToReading(feed);
    }

    private struct Parts(FeedList list, IElementVisitor? visitor)
    {
        private DateTimeOffset? _lastUpdated;
        private DateTimeOffset? _lastUpdatedOther;
        private long? _ttl;
        private string? _version;
        private JsonTokenType _listType;
        private ReadOnlyMemory<byte> _list;
        private int _count;

        public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> feed)
        {
            if (JsonTokens.Is(ref reader, "last_updated"u8)) _lastUpdated = Time(ref reader);
            else if (JsonTokens.Is(ref reader, "lastUpdatedOther"u8)) _lastUpdatedOther = Time(ref reader);
            else if (JsonTokens.Is(ref reader, "ttl"u8)) _ttl = Integer(ref reader);
            else if (JsonTokens.Is(ref reader, "version"u8)) _version = Text(ref reader);
            else if (JsonTokens.Is(ref reader, "data"u8)) ReadData(ref reader, feed);
            else reader.Skip();
        }

        public readonly FeedReading ToReading(ReadOnlyMemory<byte> feed)
        {
            if (_listType == JsonTokenType.None) return new FeedReading(new ReadError(list.Errors.ListMissing, $"The feed has no data.{list.Name}."));
            if (_listType != JsonTokenType.StartArray)
            {
                return new FeedReading(new ReadError(
                    list.Errors.ListNotAnArray, $"The feed's data.{list.Name} must be an array; it is {JsonTokens.Describe(_listType)}."));
            }

            return new FeedReading(new FeedHeader(JsonTokens.Trim(feed), _lastUpdated ?? _lastUpdatedOther, _ttl, _version, _list, _count));
        }

        private void ReadData(ref Utf8JsonReader reader, ReadOnlyMemory<byte> feed)
        {
            // of two "data" the last counts, whole
            _listType = JsonTokenType.None;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isList = list.Is(ref reader);
                reader.Read();
                if (!isList)
                {
                    reader.Skip();
                    continue;
                }

                _listType = reader.TokenType;
                if (reader.TokenType == JsonTokenType.StartArray) ReadList(ref reader, feed);
                else reader.Skip();
            }
        }

        private void ReadList(ref Utf8JsonReader reader, ReadOnlyMemory<byte> feed)
        {
            var start = (int)reader.TokenStartIndex;
            _count = 0;
            visitor?.Begin();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                _count++;
                if (visitor is null || reader.TokenType != JsonTokenType.StartObject) reader.Skip();
                else visitor.Visit(ref reader);
            }

            _list = feed[start..(int)reader.BytesConsumed];
        }

        private static DateTimeOffset? Time(ref Utf8JsonReader reader)
        {
            reader.Read();
            DateTimeOffset time = default;
            var read = reader.TokenType switch
            {
                JsonTokenType.Number => FeedTime.TryParseNumber(reader.ValueSpan, out time),
                JsonTokenType.String => JsonTokens.TryGetText(ref reader, out var text) && FeedTime.TryParseText(text, out time),
                _ => false,
            };
            reader.Skip();
            return read ? time : null;
        }

        private static long? Integer(ref Utf8JsonReader reader)
        {
            reader.Read();
            long? value = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
            reader.Skip();
            return value;
        }

        private static string? Text(ref Utf8JsonReader reader)
        {
            reader.Read();
            var text = reader.TokenType == JsonTokenType.String && JsonTokens.TryGetText(ref reader, out var read) ? TextExcerpt.Of(read) : null;
            reader.Skip();
            return text;
        }
    }
}
