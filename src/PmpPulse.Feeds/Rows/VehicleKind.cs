namespace PmpPulse.Feeds.Rows;

/// <summary>What a vehicle type counts as.</summary>
public enum VehicleKind
{
    /// <summary>Nobody says.</summary>
    Unknown,

    Mechanical,

    Ebike,

    /// <summary>Known not to be a bike, or a bike that neither feet nor a battery drive.</summary>
    Other,
}
