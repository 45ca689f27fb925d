using System.Text.Json;

namespace PmpPulse.Contracts;

/// <summary>
/// Reads the header of a <see href="https://gbfs.org/documentation/reference/">GBFS</see> station feed, versions 1.0 to 3.0 and Vélib's
/// dialect, out of any bytes; throws for none.
/// <list type="bullet">
/// <item>All of the bytes must be one JSON object (RFC 8259) not deeper than <see cref="JsonLimits.FeedDepth"/>, with an array at
/// <c>data.stations</c>; a byte order mark is ignored. What the stations are is not judged here.</item>
/// <item>Of several properties with one name the last counts, as in System.Text.Json and in most other readers.</item>
/// <item>The publication time is <c>last_updated</c>, else <c>lastUpdatedOther</c> (Vélib), in any form of <see cref="FeedTime"/>; one
/// that can't be believed is as good as absent.</item>
/// </list>
/// </summary>
public static class FeedHeaderReader
{
    /// <summary>Reads a feed's bytes.</summary>
    public static FeedReading Read(ReadOnlyMemory<byte> feed)
    {
        feed = JsonTokens.WithoutByteOrderMark(feed);
        if (JsonTokens.Precheck(feed.Span) is { } error) return new FeedReading(error);

        var header = new Parts();
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

    private struct Parts
    {
        private DateTimeOffset? _lastUpdated;
        private DateTimeOffset? _lastUpdatedOther;
        private long? _ttl;
        private string? _version;
        private JsonTokenType _stationsType;
        private ReadOnlyMemory<byte> _stations;
        private int _count;
        private int _statusLike;
        private int _informationLike;

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
            if (_stationsType == JsonTokenType.None) return new FeedReading(new ReadError(ReadErrors.StationsMissing, "The feed has no data.stations."));
            if (_stationsType != JsonTokenType.StartArray)
            {
                return new FeedReading(new ReadError(
                    ReadErrors.StationsNotAnArray, $"The feed's data.stations must be an array; it is {JsonTokens.Describe(_stationsType)}."));
            }

            var kind = _statusLike == _informationLike ? FeedKind.Unknown
                : _statusLike > _informationLike ? FeedKind.StationStatus : FeedKind.StationInformation;
            return new FeedReading(new FeedHeader(
                JsonTokens.Trim(feed), _lastUpdated ?? _lastUpdatedOther, _ttl, _version, _stations, _count, kind));
        }

        private void ReadData(ref Utf8JsonReader reader, ReadOnlyMemory<byte> feed)
        {
            // of two "data" the last counts, whole
            _stationsType = JsonTokenType.None;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isStations = JsonTokens.Is(ref reader, "stations"u8);
                reader.Read();
                if (!isStations)
                {
                    reader.Skip();
                    continue;
                }

                _stationsType = reader.TokenType;
                if (reader.TokenType == JsonTokenType.StartArray) ReadStations(ref reader, feed);
                else reader.Skip();
            }
        }

        private void ReadStations(ref Utf8JsonReader reader, ReadOnlyMemory<byte> feed)
        {
            var start = (int)reader.TokenStartIndex;
            (_count, _statusLike, _informationLike) = (0, 0, 0);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                _count++;
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    reader.Skip();
                    continue;
                }

                switch (ReadKind(ref reader))
                {
                    case FeedKind.StationStatus: _statusLike++; break;
                    case FeedKind.StationInformation: _informationLike++; break;
                }
            }

            _stations = feed[start..(int)reader.BytesConsumed];
        }

        /// <summary>Properties that the specification gives to one of the two files only.</summary>
        private static FeedKind ReadKind(ref Utf8JsonReader reader)
        {
            var kind = FeedKind.Unknown;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonTokens.Is(ref reader, "num_bikes_available"u8)
                    || JsonTokens.Is(ref reader, "num_vehicles_available"u8)
                    || JsonTokens.Is(ref reader, "is_renting"u8)
                    || JsonTokens.Is(ref reader, "last_reported"u8))
                {
                    kind = FeedKind.StationStatus;
                }
                else if (kind == FeedKind.Unknown && (JsonTokens.Is(ref reader, "lat"u8) || JsonTokens.Is(ref reader, "name"u8)))
                {
                    kind = FeedKind.StationInformation;
                }

                reader.Read();
                reader.Skip();
            }

            return kind;
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
            var text = reader.TokenType == JsonTokenType.String && JsonTokens.TryGetText(ref reader, out var read) ? EventMeta.Cut(read) : null;
            reader.Skip();
            return text;
        }
    }
}
