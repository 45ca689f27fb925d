using PmpPulse.GoogleSql.Bound;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>Binds a call that signatures can't describe: date parts, format strings, result types that depend on arguments.</summary>
internal delegate BoundExpression SpecialBinder(CallBinder call);

/// <summary>A GoogleSQL function, defined by signatures or by its own binder.</summary>
internal sealed record Function(string Name, FunctionKind Kind)
{
    /// <summary>The overloads. The cheapest match wins; on a tie the first.</summary>
    public IReadOnlyList<Signature> Signatures { get; init; } = [];

    public SpecialBinder? Special { get; init; }

    /// <summary>Whether repeated calls may return different values, as RAND does.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>The modifiers the call accepts. A DISTINCT, ORDER BY or LIMIT that could not change the result is refused.</summary>
    public AggregateTraits Traits { get; init; }
}

/// <summary>The modifiers that an aggregate or analytic function accepts.</summary>
[Flags]
internal enum AggregateTraits
{
    None = 0,
    Distinct = 1,
    OrderAndLimit = 2,
    NullsModifier = 4,
    HavingModifier = 8,
}
