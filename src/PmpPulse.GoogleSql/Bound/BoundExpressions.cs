using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Bound;

/// <summary>An expression with resolved names and a known type. The SQL emitted for it has exactly that type in DuckDB.</summary>
internal abstract record BoundExpression(SqlType Type)
{
    public SqlType Type { get; init; } = Limits.RequireSize(Type);

    /// <summary>The type's name in error messages.</summary>
    public string TypeName => this is BoundLiteral { IsUntypedNull: true } ? "NULL" : Type.ToString();
}

/// <summary>
/// A constant. <paramref name="Value"/> is null, or a <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, <see cref="string"/>
/// (STRING, JSON, NUMERIC as digits), an array of bytes, a <see cref="DateOnly"/>, or microseconds as a <see cref="long"/> (TIME, DATETIME
/// and TIMESTAMP).
/// </summary>
internal sealed record BoundLiteral(SqlType Type, object? Value) : BoundExpression(Type)
{
    /// <summary>A NULL or literal written in the statement, which takes the type its context requires.</summary>
    public bool IsUntypedNull { get; init; }

    /// <summary>Written as a literal number or string, so it coerces as BigQuery's literals do.</summary>
    public bool IsLiteral { get; init; }
}

/// <summary>A column of a relation in this query or an outer one.</summary>
internal sealed record BoundColumn(BoundColumnSource Column, SourcePosition Position) : BoundExpression(Column.Type);

/// <summary>A function or operator call: a DuckDB template with its arguments.</summary>
internal sealed record BoundCall(SqlType Type, Template Template, IReadOnlyList<BoundExpression> Arguments) : BoundExpression(Type)
{
    /// <summary>Whether repeated calls with the same arguments may return different values.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>Whether an error inside yields NULL.</summary>
    public bool IsSafe { get; init; }

    /// <summary>How the memory of its result is accounted for.</summary>
    public CallMemory Memory { get; init; }

    /// <summary>The function's name in error messages.</summary>
    public string? Function { get; init; }
}

/// <summary>How the memory of a call's result is accounted for, if that is a STRING, BYTES or array.</summary>
internal enum CallMemory
{
    /// <summary>The result is as large as the arguments: claim their sizes.</summary>
    OfArguments,

    /// <summary>The call's template contains a claim.</summary>
    ClaimedWithin,

    /// <summary>No claim is needed: the result is one of the arguments, or short, or accounted for by DuckDB.</summary>
    None,
}

internal sealed record BoundCase(
    SqlType Type, IReadOnlyList<(BoundExpression Condition, BoundExpression Result)> Whens, BoundExpression? Else)
    : BoundExpression(Type);

internal sealed record BoundCast(BoundExpression Operand, SqlType Type, bool IsSafe) : BoundExpression(Type);

/// <summary>A field of a struct, by position: field names need not be unique.</summary>
internal sealed record BoundField(BoundExpression Operand, int Index) : BoundExpression(Operand.Type.Fields[Index].Type);

internal sealed record BoundStruct(SqlType Type, IReadOnlyList<BoundExpression> Fields) : BoundExpression(Type);

internal sealed record BoundArray(SqlType Type, IReadOnlyList<BoundExpression> Items) : BoundExpression(Type)
{
    /// <summary>An empty untyped array literal, which takes the type its context requires.</summary>
    public bool IsUntyped { get; init; }
}

internal enum SubqueryKind
{
    Scalar,
    Array,
    Exists,
    In,
}

/// <summary>A subquery in an expression. <paramref name="Operand"/> is the left side of IN.</summary>
internal sealed record BoundSubquery(
    SqlType Type, SubqueryKind Kind, BoundQuery Query, BoundExpression? Operand = null) : BoundExpression(Type);

internal sealed record BoundOrderItem(BoundExpression Value, bool IsDescending, bool NullsFirst);

/// <summary>An aggregate or analytic function call.</summary>
internal sealed record BoundAggregate(
    SqlType Type, AggregateTemplate Template, IReadOnlyList<BoundExpression> Arguments) : BoundExpression(Type)
{
    public bool IsDistinct { get; init; }

    /// <summary>Only rows that satisfy this are aggregated.</summary>
    public BoundExpression? Filter { get; init; }

    public IReadOnlyList<BoundOrderItem> OrderBy { get; init; } = [];

    /// <summary>Whether an analytic function has IGNORE NULLS.</summary>
    public bool IgnoreNulls { get; init; }

    /// <summary>The window; null for a plain aggregate.</summary>
    public BoundWindow? Over { get; init; }
}

internal sealed record BoundWindow(IReadOnlyList<BoundExpression> PartitionBy, IReadOnlyList<BoundOrderItem> OrderBy, BoundFrame? Frame);

internal sealed record BoundFrame(bool IsRows, BoundFrameEdge Start, BoundFrameEdge End);

internal sealed record BoundFrameEdge(Parsing.Ast.FrameBoundKind Kind, BoundExpression? Offset);
