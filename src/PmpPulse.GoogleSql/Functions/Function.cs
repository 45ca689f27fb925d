using PmpPulse.GoogleSql.Bound;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>Binds a call that a list of signatures can't describe: date parts, format texts, results that depend on arguments.</summary>
internal delegate BoundExpression SpecialBinder(CallBinder call);

/// <summary>A function as GoogleSQL knows it, by signatures or by a binder of its own.</summary>
internal sealed record Function(string Name, FunctionKind Kind)
{
    /// <summary>Tried in order; the cheapest fit wins, of equal ones the first.</summary>
    public IReadOnlyList<Signature> Signatures { get; init; } = [];

    public SpecialBinder? Special { get; init; }

    /// <summary>Two calls may return different values (RAND).</summary>
    public bool IsVolatile { get; init; }

    /// <summary>What may stand within its brackets. A DISTINCT, ORDER BY or LIMIT that could not change the result is refused.</summary>
    public AggregateTraits Traits { get; init; }
}

/// <summary>What may stand within the brackets of an aggregate or analytic function.</summary>
[Flags]
internal enum AggregateTraits
{
    None = 0,
    Distinct = 1,
    OrderAndLimit = 2,
    NullsModifier = 4,
    HavingModifier = 8,
}
