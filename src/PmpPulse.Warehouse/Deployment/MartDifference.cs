using PmpPulse.Contracts;

namespace PmpPulse.Warehouse.Deployment;

/// <summary>How a deployed mart differs from its file.</summary>
/// <param name="Name">Dataset and view.</param>
/// <param name="State">The kind of difference.</param>
/// <param name="DeployedQuery">The deployed query; null if there is none.</param>
/// <param name="FileQuery">The file's; null if no file defines it.</param>
public sealed record MartDifference(TableName Name, MartState State, string? DeployedQuery, string? FileQuery);

/// <summary>How a deployed mart compares with its file.</summary>
public enum MartState
{
    /// <summary>It matches its file.</summary>
    Same,

    /// <summary>It does not exist.</summary>
    Missing,

    /// <summary>Its query differs.</summary>
    Changed,

    /// <summary>It is a table, a view or a materialized view, and should be another of the three.</summary>
    OtherKind,

    /// <summary>It exists, but no file defines it.</summary>
    Unknown,
}
