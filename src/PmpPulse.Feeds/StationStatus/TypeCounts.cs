using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>What one property of a station says about the kinds of its vehicles. A mutable struct that is filled in place.</summary>
internal struct TypeCounts
{
    public long? Mechanical;
    public long? Ebikes;

    /// <summary>Vehicles that are known to be neither.</summary>
    public long Others;

    /// <summary>Whether it says anything.</summary>
    public readonly bool SaysAnything => Mechanical is not null || Ebikes is not null;

    /// <summary>Adds a count to its kind; false if the total exceeds what a station may have.</summary>
    public bool TryAdd(VehicleKind kind, long count)
    {
        switch (kind)
        {
            case VehicleKind.Mechanical:
                Mechanical = (Mechanical ?? 0) + count;
                return Mechanical <= JsonFields.MaxCount;
            case VehicleKind.Ebike:
                Ebikes = (Ebikes ?? 0) + count;
                return Ebikes <= JsonFields.MaxCount;
            case VehicleKind.Other:
                Others += count;
                return Others <= JsonFields.MaxCount;
            default:
                return true;
        }
    }
}
