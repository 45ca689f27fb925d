using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Rows;
using static PmpPulse.Feeds.Rows.OrdinaryValues;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>
/// The hot path of curation: reads one station of a <c>station_status</c> feed in one pass over its bytes, without allocating. It knows
/// only the ordinary forms. At anything unusual (an escape, a duplicate property, a sign, a fraction, an unknown way to list types,
/// anything that is an error) it gives up, and <see cref="StationStatusReferenceReader"/> says what the station means; so the two can
/// differ only by a mistake in what is read here, which a property test looks for.
/// </summary>
internal static class StationStatusReader
{
    private const int StationDepth = 4;

    /// <summary>Properties whose value is used, as bits: each may occur once in a station.</summary>
    [Flags]
    internal enum Property
    {
        Other = 0,
        Id = 1 << 0,
        Code = 1 << 1,
        IsInstalled = 1 << 2,
        IsRenting = 1 << 3,
        IsReturning = 1 << 4,
        LastReported = 1 << 5,
        Bikes = 1 << 6,
        Docks = 1 << 7,
        Vehicles = 1 << 8,
        Ebikes = 1 << 9,
        Types = 1 << 10,
        VehicleTypes = 1 << 11,
        CamelBikes = 1 << 12,
        CamelDocks = 1 << 13,
        SnakeCode = 1 << 14,
        VehicleDocks = 1 << 15,
    }

    /// <summary>Reads the station at the scanner's position.</summary>
    /// <param name="scanner">Stands before the station; after it on return, or anywhere if the station was not read.</param>
    /// <param name="payload">What the scanner scans.</param>
    /// <param name="context">The station's snapshot.</param>
    /// <param name="row">The station.</param>
    /// <returns>False if the reference reader must read it.</returns>
    public static bool TryRead(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, in SnapshotContext context, out StationStatusRow row)
    {
        row = default;
        var json = payload.Span;
        if (scanner.Peek() != '{') return false;
        var start = scanner.Position++;
        var seen = Property.Other;
        long? vehicles = null;
        long? ebikesOfTotal = null;
        long? docksByType = null;
        var types = default(TypeCounts);
        var vehicleTypes = default(TypeCounts);
        do
        {
            if (!scanner.TryTakePlainString(out var name) || !scanner.TryTake((byte)':')) return false;
            var property = Identify(json[name]);
            if ((seen & property) != 0) return false;
            seen |= property;
            var read = property switch
            {
                Property.Id => TryReadId(ref scanner, payload, out row.StationId),
                Property.Code or Property.SnakeCode => TryReadCode(ref scanner, payload, ref row),
                Property.IsInstalled => TryReadFlag(ref scanner, out row.IsInstalled),
                Property.IsRenting => TryReadFlag(ref scanner, out row.IsRenting),
                Property.IsReturning => TryReadFlag(ref scanner, out row.IsReturning),
                Property.LastReported => TryReadTime(ref scanner, json, out row.LastReported),
                Property.Bikes => TryReadCount(ref scanner, out row.BikesAvailable),
                Property.Docks => TryReadCount(ref scanner, out row.DocksAvailable),
                Property.Vehicles => TryReadCount(ref scanner, out vehicles),
                Property.Ebikes => TryReadCount(ref scanner, out ebikesOfTotal),
                Property.Types => TryReadTypes(ref scanner, json, ref types),
                Property.VehicleTypes => TryReadVehicleTypes(ref scanner, json, context.Vehicles, ref vehicleTypes),
                Property.VehicleDocks => TryReadVehicleDocks(ref scanner, json, ref docksByType),
                _ => scanner.SkipValue(StationDepth + 1),
            };
            if (!read) return false;
        }
        while (scanner.TryTake((byte)','));

        if (!scanner.TryTake((byte)'}') || (seen & Property.Id) == 0) return false;
        // two names for the code: the reference reader decides which counts
        if ((seen & (Property.Code | Property.SnakeCode)) == (Property.Code | Property.SnakeCode)) return false;
        row.BikesAvailable ??= vehicles;
        if (row.BikesAvailable is null && (seen & Property.CamelBikes) != 0) return false;
        if (row.DocksAvailable is null && (seen & Property.CamelDocks) != 0) return false;
        row.DocksAvailable ??= docksByType;
        row.RawJson = payload[start..scanner.Position];
        Settle(ref row, types, vehicleTypes, ebikesOfTotal, context);
        return true;
    }

    /// <summary>Which of several ways to say the types counts, and what follows from the values.</summary>
    /// <param name="row">The row, with its values.</param>
    /// <param name="types">The counts in <c>num_bikes_available_types</c>.</param>
    /// <param name="vehicleTypes">Those in <c>vehicle_types_available</c>.</param>
    /// <param name="ebikesOfTotal"><c>num_ebikes_available</c>.</param>
    /// <param name="context">The station's snapshot.</param>
    public static void Settle(ref StationStatusRow row, in TypeCounts types, in TypeCounts vehicleTypes, long? ebikesOfTotal, in SnapshotContext context)
    {
        if (row.LastReported is null) row.Flags |= StationStatusFlags.LastReportedMissing;
        var counts = types.SaysAnything ? types : vehicleTypes;
        if (!counts.SaysAnything) counts.Ebikes = ebikesOfTotal;
        StationStatusRules.Complete(ref row, counts, context);
    }

    public static Property Identify(ReadOnlySpan<byte> name) => name.Length switch
    {
        10 when name.SequenceEqual("station_id"u8) => Property.Id,
        10 when name.SequenceEqual("is_renting"u8) => Property.IsRenting,
        11 when name.SequenceEqual("stationCode"u8) => Property.Code,
        12 when name.SequenceEqual("is_installed"u8) => Property.IsInstalled,
        12 when name.SequenceEqual("is_returning"u8) => Property.IsReturning,
        12 when name.SequenceEqual("station_code"u8) => Property.SnakeCode,
        13 when name.SequenceEqual("last_reported"u8) => Property.LastReported,
        17 when name.SequenceEqual("numBikesAvailable"u8) => Property.CamelBikes,
        17 when name.SequenceEqual("numDocksAvailable"u8) => Property.CamelDocks,
        19 when name.SequenceEqual("num_bikes_available"u8) => Property.Bikes,
        19 when name.SequenceEqual("num_docks_available"u8) => Property.Docks,
        20 when name.SequenceEqual("num_ebikes_available"u8) => Property.Ebikes,
        22 when name.SequenceEqual("num_vehicles_available"u8) => Property.Vehicles,
        23 when name.SequenceEqual("vehicle_types_available"u8) => Property.VehicleTypes,
        23 when name.SequenceEqual("vehicle_docks_available"u8) => Property.VehicleDocks,
        25 when name.SequenceEqual("num_bikes_available_types"u8) => Property.Types,
        _ => Property.Other,
    };

    private static bool TryReadCode(ref JsonScanner scanner, ReadOnlyMemory<byte> payload, ref StationStatusRow row)
    {
        if (scanner.Peek() == 'n') return scanner.TryTake("null"u8);
        row.HasStationCode = TryReadText(ref scanner, payload, out row.StationCode);
        return row.HasStationCode;
    }

    /// <summary>
    /// Vélib's <c>[{"mechanical":3},{"ebike":2}]</c>, the glitch's <c>[{},{}]</c>, null, and the same as one object. Types of no known kind
    /// are skipped, but a list that names its types is left to the reference reader.
    /// </summary>
    private static bool TryReadTypes(ref JsonScanner scanner, ReadOnlySpan<byte> json, ref TypeCounts counts)
    {
        switch (scanner.Peek())
        {
            case (byte)'n':
                return scanner.TryTake("null"u8);
            case (byte)'{':
                return TryReadWords(ref scanner, json, ref counts);
        }

        if (!scanner.TryTake((byte)'[')) return false;
        if (scanner.TryTake((byte)']')) return true;
        do
        {
            if (!TryReadWords(ref scanner, json, ref counts)) return false;
        }
        while (scanner.TryTake((byte)','));
        return scanner.TryTake((byte)']');
    }

    private static bool TryReadWords(ref JsonScanner scanner, ReadOnlySpan<byte> json, ref TypeCounts counts)
    {
        if (!scanner.TryTake((byte)'{')) return false;
        if (scanner.TryTake((byte)'}')) return true;
        do
        {
            if (!scanner.TryTakePlainString(out var name) || !scanner.TryTake((byte)':') || json[name].SequenceEqual("bike_type"u8)) return false;
            var kind = VehicleKinds.OfWord(json[name]);
            if (kind == VehicleKind.Unknown ? !scanner.SkipValue(StationDepth + 3) : !TryReadCountOf(kind, ref scanner, ref counts)) return false;
        }
        while (scanner.TryTake((byte)','));
        return scanner.TryTake((byte)'}');
    }

    /// <summary>A count of a kind that has none yet: the reference reader decides what several mean.</summary>
    private static bool TryReadCountOf(VehicleKind kind, ref JsonScanner scanner, ref TypeCounts counts) =>
        TryReadCount(ref scanner, out var count)
        && (kind == VehicleKind.Mechanical ? counts.Mechanical : counts.Ebikes) is null
        && (count is null || counts.TryAdd(kind, count.Value));

    /// <summary>GBFS's <c>[{"vehicle_type_id":"1","count":3}]</c>, in either order, with any other members.</summary>
    private static bool TryReadVehicleTypes(ref JsonScanner scanner, ReadOnlySpan<byte> json, VehicleKinds vehicles, ref TypeCounts counts)
    {
        if (scanner.Peek() == 'n') return scanner.TryTake("null"u8);
        if (!scanner.TryTake((byte)'[')) return false;
        if (scanner.TryTake((byte)']')) return true;
        do
        {
            if (!TryReadGroup(ref scanner, json, out var id, out var count)) return false;
            if (id.Equals(default) || count is not { } number) continue;
            if (!counts.TryAdd(vehicles.Of(json[id]), number)) return false;
        }
        while (scanner.TryTake((byte)','));
        return scanner.TryTake((byte)']');
    }

    /// <summary>GBFS's <c>[{"vehicle_type_ids":["1"],"count":3}]</c>.</summary>
    private static bool TryReadVehicleDocks(ref JsonScanner scanner, ReadOnlySpan<byte> json, ref long? docks)
    {
        if (scanner.Peek() == 'n') return scanner.TryTake("null"u8);
        if (!scanner.TryTake((byte)'[')) return false;
        if (scanner.TryTake((byte)']')) return true;
        do
        {
            if (!TryReadGroup(ref scanner, json, out _, out var count) || count is null) return false;
            docks = (docks ?? 0) + count;
            if (docks > JsonFields.MaxCount) return false;
        }
        while (scanner.TryTake((byte)','));
        return scanner.TryTake((byte)']');
    }

    private static bool TryReadGroup(ref JsonScanner scanner, ReadOnlySpan<byte> json, out Range id, out long? count)
    {
        (id, count) = (default, null);
        if (!scanner.TryTake((byte)'{')) return false;
        if (scanner.TryTake((byte)'}')) return true;
        var (hasId, hasCount) = (false, false);
        do
        {
            if (!scanner.TryTakePlainString(out var name) || !scanner.TryTake((byte)':')) return false;
            bool read;
            if (json[name].SequenceEqual("count"u8))
            {
                read = !hasCount && TryReadCount(ref scanner, out count);
                hasCount = true;
            }
            else if (json[name].SequenceEqual("vehicle_type_id"u8))
            {
                read = !hasId && scanner.Peek() == '"' && scanner.TryTakePlainString(out id);
                hasId = true;
            }
            else
            {
                read = scanner.SkipValue(StationDepth + 3);
            }

            if (!read) return false;
        }
        while (scanner.TryTake((byte)','));
        return scanner.TryTake((byte)'}');
    }
}
