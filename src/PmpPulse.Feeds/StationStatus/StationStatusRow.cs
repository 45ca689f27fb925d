namespace PmpPulse.Feeds.StationStatus;

/// <summary>
/// One station of a snapshot on its way to its row; texts are slices of the message. A mutable struct
/// that is filled in place: on the hot path a row costs no memory of its own.
/// </summary>
internal struct StationStatusRow
{
    public ReadOnlyMemory<byte> StationId;
    public ReadOnlyMemory<byte> StationCode;
    public bool HasStationCode;

    /// <summary>1 or 0.</summary>
    public long? IsInstalled;

    /// <inheritdoc cref="IsInstalled"/>
    public long? IsRenting;

    /// <inheritdoc cref="IsInstalled"/>
    public long? IsReturning;

    /// <summary>Microseconds since 1970 UTC.</summary>
    public long? LastReported;

    public long? BikesAvailable;
    public long? DocksAvailable;
    public long? MechanicalAvailable;
    public long? EbikesAvailable;

    /// <summary>The station's JSON object as the feed has it.</summary>
    public ReadOnlyMemory<byte> RawJson;

    public StationStatusFlags Flags;
}
