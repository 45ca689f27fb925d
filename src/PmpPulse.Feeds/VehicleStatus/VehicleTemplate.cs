using System.Text;
using PmpPulse.Feeds.Rows;
using PmpPulse.Feeds.Templates;
using Property = PmpPulse.Feeds.VehicleStatus.VehicleStatusReader.Property;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>
/// A form of vehicles, and which of its slots are which columns. Learned only from a vehicle that <see cref="VehicleStatusReader"/> could
/// read: so the properties of a vehicle that matches are each there once and ordinary, and only their values have to be checked.
/// </summary>
internal sealed class VehicleTemplate
{
    private readonly Slot _id;
    private readonly Slot _typeId;
    private readonly Slot _stationId;
    private readonly Slot _lat;
    private readonly Slot _lon;
    private readonly Slot _range;
    private readonly Slot _fuel;
    private readonly Slot _isReserved;
    private readonly Slot _isDisabled;
    private readonly Slot _lastReported;

    private VehicleTemplate(ElementTemplate form)
    {
        Form = form;
        _id = Find(Property.Id);
        _typeId = Find(Property.TypeId);
        _stationId = Find(Property.StationId);
        _lat = Find(Property.Lat);
        _lon = Find(Property.Lon);
        _range = Find(Property.Range);
        _fuel = Find(Property.Fuel);
        _isReserved = Find(Property.IsReserved);
        _isDisabled = Find(Property.IsDisabled);
        _lastReported = Find(Property.LastReported);
    }

    public ElementTemplate Form { get; }

    /// <summary>Learns a template from a vehicle that <see cref="VehicleStatusReader"/> could read; null if it is too large.</summary>
    public static VehicleTemplate? Learn(ReadOnlyMemory<byte> vehicle) => TemplateLearner.Learn(vehicle, _ => false) is { } form ? new VehicleTemplate(form) : null;

    /// <summary>Fills a row from the values of a vehicle that has this form.</summary>
    /// <returns>False if the plain reader must look at the vehicle.</returns>
    public bool TryFill(ReadOnlySpan<SlotValue> values, ReadOnlyMemory<byte> payload, in SnapshotContext context, ref VehicleStatusRow row)
    {
        if (!SlotReading.TryReference(values[_id.Index], payload, out row.VehicleId)) return false;
        if (_typeId.IsThere && !SlotReading.TryReference(values[_typeId.Index], payload, out row.VehicleTypeId)) return false;
        if (_stationId.IsThere && !SlotReading.TryReference(values[_stationId.Index], payload, out row.StationId)) return false;
        if (!TryNumber(_lat, values, payload.Span, VehicleStatusRules.IsLatitude, out row.Lat)
            || !TryNumber(_lon, values, payload.Span, VehicleStatusRules.IsLongitude, out row.Lon)
            || !TryNumber(_range, values, payload.Span, VehicleStatusRules.IsRange, out row.CurrentRangeMeters)
            || !TryNumber(_fuel, values, payload.Span, VehicleStatusRules.IsFuel, out row.CurrentFuelPercent)
            || !TryFlag(_isReserved, values, out row.IsReserved)
            || !TryFlag(_isDisabled, values, out row.IsDisabled))
        {
            return false;
        }

        if (_lastReported.IsThere)
        {
            if (!SlotReading.TryTime(values[_lastReported.Index], _lastReported.Kind == SlotKind.Text, payload, out var reported)) return false;
            row.LastReported = reported;
        }

        VehicleStatusRules.Complete(ref row, context);
        return true;
    }

    private static bool TryNumber(Slot slot, ReadOnlySpan<SlotValue> values, ReadOnlySpan<byte> payload, Func<double, bool> isInRange, out double? number)
    {
        number = null;
        if (!slot.IsThere) return true;
        if (!SlotReading.TryNumber(values[slot.Index], slot.Kind == SlotKind.Integer, payload, out var value) || !isInRange(value)) return false;
        number = value;
        return true;
    }

    private static bool TryFlag(Slot slot, ReadOnlySpan<SlotValue> values, out long? flag)
    {
        flag = slot.IsThere ? values[slot.Index].Number : null;
        return flag is null or 0 or 1;
    }

    private Slot Find(Property property)
    {
        var index = 0;
        foreach (var value in Form.Slots)
        {
            if (value.Kind == SlotKind.None) continue;
            if (value.Path is [{ Name: { } name }] && VehicleStatusReader.Identify(Encoding.UTF8.GetBytes(name)) == property) return new Slot(index, value.Kind);
            index++;
        }

        return default;
    }

    private readonly record struct Slot(int Index, SlotKind Kind)
    {
        public bool IsThere => Kind != SlotKind.None;
    }
}
