namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>
/// One vehicle of a snapshot on its way to its row; texts are slices of the message. A mutable struct that is filled in place.
/// </summary>
internal struct VehicleStatusRow
{
    public ReadOnlyMemory<byte> VehicleId;

    /// <summary>Empty if the feed has none.</summary>
    public ReadOnlyMemory<byte> VehicleTypeId;

    /// <summary>Degrees, WGS 84.</summary>
    public double? Lat;

    /// <inheritdoc cref="Lat"/>
    public double? Lon;

    /// <summary>1 or 0.</summary>
    public long? IsReserved;

    /// <inheritdoc cref="IsReserved"/>
    public long? IsDisabled;

    /// <summary>How far the vehicle can go without being charged or fuelled, metres.</summary>
    public double? CurrentRangeMeters;

    /// <summary>How full its battery or tank is, from 0 to 1.</summary>
    public double? CurrentFuelPercent;

    /// <summary>The station at which it is parked; empty if it is in the street.</summary>
    public ReadOnlyMemory<byte> StationId;

    /// <summary>Microseconds since 1970 UTC.</summary>
    public long? LastReported;

    /// <summary>The vehicle's JSON object as the feed has it.</summary>
    public ReadOnlyMemory<byte> RawJson;

    public VehicleStatusFlags Flags;
}
