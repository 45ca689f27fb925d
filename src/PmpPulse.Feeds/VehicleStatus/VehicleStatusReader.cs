using PmpPulse.Feeds.Rows;
using static PmpPulse.Feeds.Rows.OrdinaryValues;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>
/// The hot path: reads one vehicle in one pass over its bytes, without allocating. It knows only ordinary forms; at anything else it gives
/// up, and <see cref="VehicleStatusReferenceReader"/> says what the vehicle means.
/// </summary>
internal static class VehicleStatusReader
{
    private const int VehicleDepth = 4;

    /// <summary>Properties whose value is used, as bits: each may occur once in a vehicle.</summary>
    [Flags]
    internal enum Property
    {
        Other = 0,
        Id = 1 << 0,
        TypeId = 1 << 1,
        Lat = 1 << 2,
        Lon = 1 << 3,
        IsReserved = 1 << 4,
        IsDisabled = 1 << 5,
        Range = 1 << 6,
        Fuel = 1 << 7,
        StationId = 1 << 8,
        LastReported = 1 << 9,
    }

    /// <summary>Reads the vehicle at the scanner's position.</summary>
    /// <param name="scanner">Stands before the vehicle; after it on return, or anywhere if the vehicle was not read.</param>
    /// <param name="payload">What the scanner scans.</param>
    /// <param name="snapshot">The vehicle's snapshot.</param>
    /// <param name="row">The vehicle.</param>
    /// <returns>False if the reference reader must read it.</returns>
    public static bool TryRead(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext snapshot, out VehicleStatusRow row)
    {
        row = default;
        var json = payload.Span;
        if (scanner.Peek() != '{') return false;
        var start = scanner.Position++;
        var seen = Property.Other;
        do
        {
            if (!scanner.TryTakePlainString(out var name) || !scanner.TryTake((byte)':')) return false;
            var property = Identify(json[name]);
            // an id under two names is left to the reference reader, too
            if ((seen & property) != 0) return false;
            seen |= property;
            var read = property switch
            {
                Property.Id => TryReadId(ref scanner, payload, out row.VehicleId),
                Property.TypeId => TryReadReference(ref scanner, payload, out row.VehicleTypeId),
                Property.Lat => TryReadNumber(ref scanner, json, out row.Lat) && (row.Lat is not { } lat || VehicleStatusRules.IsLatitude(lat)),
                Property.Lon => TryReadNumber(ref scanner, json, out row.Lon) && (row.Lon is not { } lon || VehicleStatusRules.IsLongitude(lon)),
                Property.IsReserved => TryReadFlag(ref scanner, out row.IsReserved),
                Property.IsDisabled => TryReadFlag(ref scanner, out row.IsDisabled),
                Property.Range => TryReadNumber(ref scanner, json, out row.CurrentRangeMeters) && (row.CurrentRangeMeters is not { } range || VehicleStatusRules.IsRange(range)),
                Property.Fuel => TryReadNumber(ref scanner, json, out row.CurrentFuelPercent) && (row.CurrentFuelPercent is not { } fuel || VehicleStatusRules.IsFuel(fuel)),
                Property.StationId => TryReadReference(ref scanner, payload, out row.StationId),
                Property.LastReported => TryReadTime(ref scanner, json, out row.LastReported),
                _ => scanner.SkipValue(VehicleDepth + 1),
            };
            if (!read) return false;
        }
        while (scanner.TryTake((byte)','));

        if (!scanner.TryTake((byte)'}') || (seen & Property.Id) == 0) return false;
        row.RawJson = payload[start..scanner.Position];
        VehicleStatusRules.Complete(ref row, snapshot);
        return true;
    }

    public static Property Identify(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when name.SequenceEqual("lat"u8) => Property.Lat,
        3 when name.SequenceEqual("lon"u8) => Property.Lon,
        7 when name.SequenceEqual("bike_id"u8) => Property.Id,
        10 when name.SequenceEqual("vehicle_id"u8) => Property.Id,
        10 when name.SequenceEqual("station_id"u8) => Property.StationId,
        11 when name.SequenceEqual("is_reserved"u8) => Property.IsReserved,
        11 when name.SequenceEqual("is_disabled"u8) => Property.IsDisabled,
        13 when name.SequenceEqual("last_reported"u8) => Property.LastReported,
        15 when name.SequenceEqual("vehicle_type_id"u8) => Property.TypeId,
        20 when name.SequenceEqual("current_range_meters"u8) => Property.Range,
        20 when name.SequenceEqual("current_fuel_percent"u8) => Property.Fuel,
        _ => Property.Other,
    };

    private static bool TryReadReference(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> text)
    {
        text = default;
        if (scanner.Peek() == 'n') return scanner.TryTake("null"u8);
        // a blank one counts as absent, which the reference reader handles
        return TryReadId(ref scanner, payload, out text);
    }
}
