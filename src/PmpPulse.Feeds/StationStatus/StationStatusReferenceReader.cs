using System.Text;
using System.Text.Json;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>
/// Reads one station of a <c>station_status</c> feed: the reference that defines what its properties mean (docs/04-curation.md has
/// the table). <see cref="StationStatusReader"/> reads the ordinary ones faster, must agree, and leaves all others to this one.
/// </summary>
internal static class StationStatusReferenceReader
{
    /// <summary>Reads an element of <c>data.stations</c>.</summary>
    /// <param name="json">Its bytes, known to be JSON.</param>
    /// <param name="context">Its snapshot.</param>
    /// <param name="row">The row; meaningful only without an error.</param>
    /// <param name="stationId">Its id, as far as one could be read.</param>
    /// <returns>Why it has no row, or null.</returns>
    public static ReadError? Read(ReadOnlyMemory<byte> json, in SnapshotContext context, out StationStatusRow row, out string? stationId)
    {
        row = new StationStatusRow { RawJson = json };
        stationId = null;
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = JsonLimits.FeedDepth });
        var station = document.RootElement;
        if (station.ValueKind != JsonValueKind.Object)
        {
            return FeedElements.NotAnObject(station, StationStatusFeed.List);
        }

        try
        {
            return ReadObject(station, context, ref row, ref stationId);
        }
        catch (InvalidOperationException)
        {
            return FeedElements.NameNotText(StationStatusFeed.List);
        }
    }

    private static ReadError? ReadObject(JsonElement station, in SnapshotContext context, ref StationStatusRow row, ref string? stationId)
    {
        if (FeedElements.ReadId(station, StationStatusFeed.List, out var id) is { } badId) return badId;
        stationId = id;
        row.StationId = Encoding.UTF8.GetBytes(id);
        ReadCode(station, ref row);
        row.IsInstalled = ReadFlag(station, "is_installed", ref row.Flags);
        row.IsRenting = ReadFlag(station, "is_renting", ref row.Flags);
        row.IsReturning = ReadFlag(station, "is_returning", ref row.Flags);
        row.LastReported = ReadLastReported(station, ref row.Flags);

        if (ReadFirstCount(station, out row.BikesAvailable, "num_bikes_available", "num_vehicles_available", "numBikesAvailable") is { } badCount) return badCount;
        row.DocksAvailable = ReadDocks(station, ref row.Flags);
        StationStatusRules.Complete(ref row, BikeTypesReferenceReader.Read(station, context.Vehicles, ref row.Flags), context);
        return null;
    }

    /// <summary>The first of some alternative properties that is present and not null; the others are not read.</summary>
    private static ReadError? ReadFirstCount(JsonElement station, out long? count, params ReadOnlySpan<string> names)
    {
        count = null;
        foreach (var name in names)
        {
            if (FeedElements.ReadCount(station, StationStatusFeed.List, name, out count) is { } error) return error;
            if (count is not null) return null;
        }

        return null;
    }

    /// <summary>
    /// The first valid count, or the sum of <c>vehicle_docks_available</c> (GBFS 2.1 and up), whose elements are groups of docks.
    /// </summary>
    private static long? ReadDocks(JsonElement station, ref StationStatusFlags flags)
    {
        foreach (var name in (ReadOnlySpan<string>)["num_docks_available", "numDocksAvailable"])
        {
            if (JsonFields.FindFilled(station, name) is not { } value) continue;
            if (JsonFields.TryCount(value, out var count)) return count;
            flags |= StationStatusFlags.DocksInvalid;
        }

        if (JsonFields.Find(station, "vehicle_docks_available") is not { } groups) return null;
        if (!TrySum(groups, out var sum)) flags |= StationStatusFlags.DocksInvalid;
        return sum;
    }

    private static bool TrySum(JsonElement groups, out long? sum)
    {
        sum = null;
        if (groups.ValueKind != JsonValueKind.Array) return false;
        long? total = null;
        foreach (var group in groups.EnumerateArray())
        {
            if (group.ValueKind != JsonValueKind.Object || JsonFields.FindFilled(group, "count") is not { } value || !JsonFields.TryCount(value, out var count)) return false;
            total = (total ?? 0) + count;
            if (total > JsonFields.MaxCount) return false;
        }

        sum = total;
        return true;
    }

    private static void ReadCode(JsonElement station, ref StationStatusRow row)
    {
        if ((JsonFields.Find(station, "stationCode") ?? JsonFields.Find(station, "station_code")) is not { } value) return;
        if (!JsonFields.TryText(value, out var code))
        {
            row.Flags |= StationStatusFlags.StationCodeInvalid;
            return;
        }

        row.StationCode = Encoding.UTF8.GetBytes(code!);
        row.HasStationCode = true;
    }

    private static long? ReadFlag(JsonElement station, string name, ref StationStatusFlags flags)
    {
        if (JsonFields.FindFilled(station, name) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.ValueKind == JsonValueKind.True ? 1 : 0;
        if (JsonFields.TryCount(value, out var number) && number is 0 or 1) return number;
        if (value.ValueKind == JsonValueKind.String && JsonFields.TryText(value, out var text))
        {
            if (text!.Trim(' ').Equals("true", StringComparison.OrdinalIgnoreCase)) return 1;
            if (text.Trim(' ').Equals("false", StringComparison.OrdinalIgnoreCase)) return 0;
        }

        flags |= StationStatusFlags.StatusInvalid;
        return null;
    }

    private static long? ReadLastReported(JsonElement station, ref StationStatusFlags flags)
    {
        var value = JsonFields.FindFilled(station, "last_reported");
        if (value is null
            || (value.Value.ValueKind == JsonValueKind.Number && value.Value.TryGetDecimal(out var number) && number == 0)
            || (JsonFields.TryCount(value.Value, out var count) && count == 0))
        {
            flags |= StationStatusFlags.LastReportedMissing;
            return null;
        }

        DateTimeOffset time = default;
        var read = value.Value.ValueKind switch
        {
            JsonValueKind.Number => FeedTime.TryParseNumber(Encoding.ASCII.GetBytes(value.Value.GetRawText()), out time),
            JsonValueKind.String => JsonFields.TryText(value.Value, out var text) && FeedTime.TryParseText(text!, out time),
            _ => false,
        };
        if (read) return SnapshotId.UnixMicroseconds(time);
        flags |= StationStatusFlags.LastReportedInvalid;
        return null;
    }
}
