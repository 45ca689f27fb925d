namespace PmpPulse.GoogleSql.Functions;

internal enum FunctionKind
{
    Scalar,

    /// <summary>Aggregates rows, or with OVER the rows of a window.</summary>
    Aggregate,

    /// <summary>Needs OVER.</summary>
    Analytic,
}
