namespace PmpPulse.Curation.Stations;

/// <summary>What a vehicle type counts as.</summary>
internal enum VehicleKind
{
    /// <summary>Nobody says.</summary>
    Unknown,

    Mechanical,

    Ebike,

    /// <summary>Known to be no bike, or one that neither feet nor a battery drive.</summary>
    Other,
}
