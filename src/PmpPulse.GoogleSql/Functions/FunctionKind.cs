namespace PmpPulse.GoogleSql.Functions;

internal enum FunctionKind
{
    Scalar,

    /// <summary>An aggregate function, which with OVER aggregates over a window.</summary>
    Aggregate,

    /// <summary>An analytic function, which requires OVER.</summary>
    Analytic,
}
