using System.Text;
using System.Text.Json;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>
/// Reads one vehicle: the reference that defines what its properties mean (docs/11-vehicle-status.md has the table). Only the id
/// can cost a vehicle its row; any other property of the wrong type or range is null with a flag.
/// </summary>
internal static class VehicleStatusReferenceReader
{
    /// <param name="json">The vehicle's bytes, known to be JSON.</param>
    /// <param name="context">Its snapshot.</param>
    /// <param name="row">The row; meaningful only without an error.</param>
    /// <param name="vehicleId">Its id, as far as one could be read.</param>
    /// <returns>Why it is not a row, or null.</returns>
    public static ReadError? Read(ReadOnlyMemory<byte> json, in SnapshotContext context, out VehicleStatusRow row, out string? vehicleId)
    {
        row = new VehicleStatusRow { RawJson = json };
        vehicleId = null;
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = JsonLimits.FeedDepth });
        var vehicle = document.RootElement;
        if (vehicle.ValueKind != JsonValueKind.Object) return FeedElements.NotAnObject(vehicle, VehicleStatusFeed.List);
        try
        {
            if (FeedElements.ReadId(vehicle, VehicleStatusFeed.List, out var id) is { } badId) return badId;
            vehicleId = id;
            row.VehicleId = Encoding.UTF8.GetBytes(id);
            ReadFields(vehicle, ref row);
            VehicleStatusRules.Complete(ref row, context);
            return null;
        }
        catch (InvalidOperationException)
        {
            return FeedElements.NameNotText(VehicleStatusFeed.List);
        }
    }

    private static void ReadFields(JsonElement vehicle, ref VehicleStatusRow row)
    {
        row.VehicleTypeId = ReadText(vehicle, "vehicle_type_id", ref row.Flags);
        row.StationId = ReadText(vehicle, "station_id", ref row.Flags);
        row.Lat = ReadNumber(vehicle, "lat", VehicleStatusRules.IsLatitude, VehicleStatusFlags.PositionInvalid, ref row.Flags);
        row.Lon = ReadNumber(vehicle, "lon", VehicleStatusRules.IsLongitude, VehicleStatusFlags.PositionInvalid, ref row.Flags);
        row.CurrentRangeMeters = ReadNumber(vehicle, "current_range_meters", VehicleStatusRules.IsRange, VehicleStatusFlags.RangeInvalid, ref row.Flags);
        row.CurrentFuelPercent = ReadNumber(vehicle, "current_fuel_percent", VehicleStatusRules.IsFuel, VehicleStatusFlags.FuelInvalid, ref row.Flags);
        row.IsReserved = ReadFlag(vehicle, "is_reserved", ref row.Flags);
        row.IsDisabled = ReadFlag(vehicle, "is_disabled", ref row.Flags);
        row.LastReported = ReadTime(vehicle, ref row.Flags);
    }

    private static ReadOnlyMemory<byte> ReadText(JsonElement vehicle, string name, ref VehicleStatusFlags flags)
    {
        if (JsonFields.FindFilled(vehicle, name) is not { } value) return default;
        if (JsonFields.TryText(value, out var text)) return Encoding.UTF8.GetBytes(text!);
        flags |= VehicleStatusFlags.ReferenceInvalid;
        return default;
    }

    private static double? ReadNumber(JsonElement vehicle, string name, Func<double, bool> isInRange, VehicleStatusFlags invalid, ref VehicleStatusFlags flags)
    {
        if (JsonFields.FindFilled(vehicle, name) is not { } value) return null;
        if (JsonFields.TryNumber(value, out var number) && isInRange(number)) return number;
        flags |= invalid;
        return null;
    }

    private static long? ReadFlag(JsonElement vehicle, string name, ref VehicleStatusFlags flags)
    {
        if (JsonFields.FindFilled(vehicle, name) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.ValueKind == JsonValueKind.True ? 1 : 0;
        if (JsonFields.TryCount(value, out var number) && number is 0 or 1) return number;
        flags |= VehicleStatusFlags.StatusInvalid;
        return null;
    }

    private static long? ReadTime(JsonElement vehicle, ref VehicleStatusFlags flags)
    {
        if (JsonFields.FindFilled(vehicle, "last_reported") is not { } value) return null;
        DateTimeOffset time = default;
        var read = value.ValueKind switch
        {
            JsonValueKind.Number => FeedTime.TryParseNumber(Encoding.ASCII.GetBytes(value.GetRawText()), out time),
            JsonValueKind.String => JsonFields.TryText(value, out var text) && FeedTime.TryParseText(text!, out time),
            _ => false,
        };
        if (read) return SnapshotId.UnixMicroseconds(time);
        flags |= VehicleStatusFlags.LastReportedInvalid;
        return null;
    }
}
