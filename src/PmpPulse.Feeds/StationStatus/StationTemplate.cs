using System.Text;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Rows;
using PmpPulse.Feeds.Templates;
using Property = PmpPulse.Feeds.StationStatus.StationStatusReader.Property;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>
/// A form of stations, and which of its slots are which columns. Learned only from a station that <see cref="StationStatusReader"/> could
/// read, in a snapshot with the same vehicle types: so the properties of a station that matches are each there once and ordinary, and only
/// their values have to be checked. A station whose values that reader would leave to the reference reader is left to it here, too.
/// </summary>
internal sealed class StationTemplate
{
    private const int Absent = -1;

    // what a value may be used for, by the slot of its form; a slot that no field has is only text
    private readonly int _id = Absent;
    private readonly int _code = Absent;
    private readonly int _isInstalled = Absent;
    private readonly int _isRenting = Absent;
    private readonly int _isReturning = Absent;
    private readonly int _lastReported = Absent;
    private readonly int _bikes = Absent;
    private readonly int _docks = Absent;
    private readonly int _ebikes = Absent;
    private readonly bool _timeIsText;
    private readonly int[] _flags;
    private readonly int[] _counts;
    private readonly int[] _dockGroups;
    private readonly (int Slot, VehicleKind Kind)[] _types;
    private readonly (int Slot, VehicleKind Kind)[] _vehicleTypes;

    private StationTemplate(ElementTemplate form, VehicleKinds vehicles)
    {
        Form = form;
        var (counts, dockGroups) = (new List<int>(), new List<int>());
        var (types, vehicleTypes) = (new List<(int, VehicleKind)>(), new List<(int, VehicleKind)>());
        var vehicleSlot = Absent;
        var slot = 0;
        foreach (var value in form.Slots)
        {
            if (value.Kind == SlotKind.None) continue;
            switch (StationStatusReader.Identify(Utf8(value.Path[0])))
            {
                case Property.Id:
                    _id = slot;
                    break;
                case Property.Code or Property.SnakeCode:
                    _code = slot;
                    break;
                case Property.IsInstalled:
                    _isInstalled = slot;
                    break;
                case Property.IsRenting:
                    _isRenting = slot;
                    break;
                case Property.IsReturning:
                    _isReturning = slot;
                    break;
                case Property.LastReported:
                    (_lastReported, _timeIsText) = (slot, value.Kind == SlotKind.Text);
                    break;
                case Property.Bikes:
                    _bikes = slot;
                    break;
                case Property.Docks:
                    _docks = slot;
                    break;
                case Property.Vehicles:
                    vehicleSlot = slot;
                    break;
                case Property.Ebikes:
                    _ebikes = slot;
                    break;
                case Property.Types when IsWord(value.Path) && VehicleKinds.OfWord(Utf8(value.Path[^1])) is var kind and not VehicleKind.Unknown:
                    types.Add((slot, kind));
                    counts.Add(slot);
                    break;
                case Property.VehicleTypes when IsIn(value.Path, "count"):
                    vehicleTypes.Add((slot, KindAt(form, value.Path[1], vehicles)));
                    counts.Add(slot);
                    break;
                case Property.VehicleDocks when IsIn(value.Path, "count"):
                    dockGroups.Add(slot);
                    counts.Add(slot);
                    break;
            }

            slot++;
        }

        counts.AddRange(new[] { _bikes, _docks, vehicleSlot, _ebikes }.Where(count => count != Absent));
        if (_bikes == Absent) _bikes = vehicleSlot;
        _flags = [.. new[] { _isInstalled, _isRenting, _isReturning }.Where(flag => flag != Absent)];
        (_counts, _dockGroups, _types, _vehicleTypes) = ([.. counts], [.. dockGroups], [.. types], [.. vehicleTypes]);
    }

    public ElementTemplate Form { get; }

    /// <summary>Learns a template from a station that <see cref="StationStatusReader"/> could read; null if it is too large.</summary>
    public static StationTemplate? Learn(ReadOnlyMemory<byte> station, VehicleKinds vehicles) =>
        TemplateLearner.Learn(station, IsConstant) is { } form ? new StationTemplate(form, vehicles) : null;

    /// <summary>Fills a row from the values of a station that has this form.</summary>
    /// <returns>False if the plain reader must look at the station.</returns>
    public bool TryFill(ReadOnlySpan<SlotValue> values, ReadOnlyMemory<byte> payload, in SnapshotContext context, ref StationStatusRow row)
    {
        var all = 0L;
        foreach (var slot in _counts) all |= values[slot].Number;
        var flags = 0L;
        foreach (var slot in _flags) flags |= values[slot].Number;
        // a count has fewer than 31 bits, and a flag one
        if ((ulong)all > JsonFields.MaxCount || (ulong)flags > 1) return false;
        if (!SlotReading.TryReference(values[_id], payload, out row.StationId)) return false;
        if (_code != Absent)
        {
            row.StationCode = SlotReading.Text(values[_code], payload);
            row.HasStationCode = true;
        }

        if (_isInstalled != Absent) row.IsInstalled = values[_isInstalled].Number;
        if (_isRenting != Absent) row.IsRenting = values[_isRenting].Number;
        if (_isReturning != Absent) row.IsReturning = values[_isReturning].Number;
        if (_bikes != Absent) row.BikesAvailable = values[_bikes].Number;
        if (_docks != Absent) row.DocksAvailable = values[_docks].Number;
        if (_lastReported != Absent)
        {
            if (!SlotReading.TryTime(values[_lastReported], _timeIsText, payload, out var reported)) return false;
            row.LastReported = reported;
        }

        var types = default(TypeCounts);
        var vehicleTypes = default(TypeCounts);
        if (!TryFillDockGroups(values, ref row) || !TryAdd(_types, values, ref types) || !TryAdd(_vehicleTypes, values, ref vehicleTypes)) return false;
        StationStatusReader.Settle(ref row, types, vehicleTypes, _ebikes == Absent ? null : values[_ebikes].Number, context);
        return true;
    }

    private bool TryFillDockGroups(ReadOnlySpan<SlotValue> values, ref StationStatusRow row)
    {
        long? docks = null;
        foreach (var slot in _dockGroups)
        {
            docks = (docks ?? 0) + values[slot].Number;
            if (docks > JsonFields.MaxCount) return false;
        }

        row.DocksAvailable ??= docks;
        return true;
    }

    private static bool TryAdd((int Slot, VehicleKind Kind)[] slots, ReadOnlySpan<SlotValue> values, ref TypeCounts counts)
    {
        foreach (var (slot, kind) in slots)
        {
            if (!counts.TryAdd(kind, values[slot].Number)) return false;
        }

        return true;
    }

    /// <summary>A vehicle type's id decides what the count beside it is of.</summary>
    private static bool IsConstant(PathPart[] path) => IsIn(path, "vehicle_type_id") && path[0].Name == "vehicle_types_available";

    private static VehicleKind KindAt(ElementTemplate form, PathPart position, VehicleKinds vehicles)
    {
        foreach (var value in form.Slots)
        {
            if (IsConstant(value.Path) && value.Path[1] == position) return vehicles.Of(value.Text.Span);
        }

        return VehicleKind.Unknown;
    }

    /// <summary>Whether it is a property of that name in a list of objects.</summary>
    private static bool IsIn(PathPart[] path, string name) => path is [_, { Name: null }, { Name: { } found }] && found == name;

    /// <summary>Whether it is a property of an object, or of one of a list of objects.</summary>
    private static bool IsWord(PathPart[] path) => path is [_, { Name: not null }] or [_, { Name: null }, { Name: not null }];

    private static byte[] Utf8(PathPart part) => Encoding.UTF8.GetBytes(part.Name!);
}
