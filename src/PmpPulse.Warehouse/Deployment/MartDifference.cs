using PmpPulse.Contracts;

namespace PmpPulse.Warehouse.Deployment;

/// <summary>How a deployed mart differs from its file.</summary>
/// <param name="Name">Dataset and view.</param>
/// <param name="State">In what.</param>
/// <param name="DeployedQuery">The deployed query; null where there is none.</param>
/// <param name="FileQuery">The file's; null where no file defines it.</param>
public sealed record MartDifference(TableName Name, MartState State, string? DeployedQuery, string? FileQuery);

/// <summary>How a deployed mart compares with its file.</summary>
public enum MartState
{
    /// <summary>It is as its file says.</summary>
    Same,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>Its query is another.</summary>
    Changed,

    /// <summary>A table, a view or a materialized view stands where another of the three should.</summary>
    OtherKind,

    /// <summary>It is there, and no file defines it.</summary>
    Unknown,
}
