using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Bound;

/// <summary>An expression with its names resolved and its type known. What is emitted for it has exactly that type in DuckDB.</summary>
internal abstract record BoundExpression(SqlType Type)
{
    public SqlType Type { get; init; } = Limits.RequireSize(Type);

    /// <summary>The type as messages name it.</summary>
    public string TypeName => this is BoundLiteral { IsUntypedNull: true } ? "NULL" : Type.ToString();
}

/// <summary>
/// A constant. <paramref name="Value"/> is null, or a <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>,
/// <see cref="string"/> (STRING, JSON, NUMERIC as digits), an array of bytes, <see cref="DateOnly"/>,
/// <see cref="long"/> of microseconds (TIME, DATETIME and TIMESTAMP).
/// </summary>
internal sealed record BoundLiteral(SqlType Type, object? Value) : BoundExpression(Type)
{
    /// <summary>A NULL (or a literal) of the statement itself, which takes on the type its surroundings want.</summary>
    public bool IsUntypedNull { get; init; }

    /// <summary>Written as a literal: a number or text that coerces as BigQuery's literals do.</summary>
    public bool IsLiteral { get; init; }
}

/// <summary>A column of a relation in this query or one around it.</summary>
internal sealed record BoundColumn(BoundColumnSource Column, SourcePosition Position) : BoundExpression(Column.Type);

/// <summary>A function or operator: a DuckDB template with its arguments.</summary>
internal sealed record BoundCall(SqlType Type, Template Template, IReadOnlyList<BoundExpression> Arguments) : BoundExpression(Type)
{
    /// <summary>Two calls with the same arguments may answer differently.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>An error within gives NULL.</summary>
    public bool IsSafe { get; init; }

    /// <summary>Who counts the memory that its result takes.</summary>
    public CallMemory Memory { get; init; }

    /// <summary>The function's name, for messages.</summary>
    public string? Function { get; init; }
}

/// <summary>How the memory of a call's result is counted where that is a text, bytes or an array.</summary>
internal enum CallMemory
{
    /// <summary>The result is as large as the arguments: their sizes are claimed.</summary>
    OfArguments,

    /// <summary>The call's template holds a claim.</summary>
    ClaimedWithin,

    /// <summary>It takes none: it is one of the arguments, or short, or counted by DuckDB.</summary>
    None,
}

internal sealed record BoundCase(SqlType Type, IReadOnlyList<(BoundExpression Condition, BoundExpression Result)> Whens, BoundExpression? Else)
    : BoundExpression(Type);

internal sealed record BoundCast(BoundExpression Operand, SqlType Type, bool IsSafe) : BoundExpression(Type);

/// <summary>A field of a struct, by place: names need not be unique.</summary>
internal sealed record BoundField(BoundExpression Operand, int Index) : BoundExpression(Operand.Type.Fields[Index].Type);

internal sealed record BoundStruct(SqlType Type, IReadOnlyList<BoundExpression> Fields) : BoundExpression(Type);

internal sealed record BoundArray(SqlType Type, IReadOnlyList<BoundExpression> Items) : BoundExpression(Type)
{
    /// <summary>An empty literal without a type, which takes on the type its surroundings want.</summary>
    public bool IsUntyped { get; init; }
}

internal enum SubqueryKind
{
    Scalar,
    Array,
    Exists,
    In,
}

/// <summary>A subquery in an expression; <paramref name="Operand"/> is what IN looks for.</summary>
internal sealed record BoundSubquery(SqlType Type, SubqueryKind Kind, BoundQuery Query, BoundExpression? Operand = null) : BoundExpression(Type);

internal sealed record BoundOrderItem(BoundExpression Value, bool IsDescending, bool NullsFirst);

/// <summary>An aggregate or analytic call.</summary>
internal sealed record BoundAggregate(SqlType Type, AggregateTemplate Template, IReadOnlyList<BoundExpression> Arguments) : BoundExpression(Type)
{
    public bool IsDistinct { get; init; }

    /// <summary>Only rows where this holds are aggregated.</summary>
    public BoundExpression? Filter { get; init; }

    public IReadOnlyList<BoundOrderItem> OrderBy { get; init; } = [];

    /// <summary>IGNORE NULLS of an analytic function.</summary>
    public bool IgnoreNulls { get; init; }

    /// <summary>The window; null for an aggregate.</summary>
    public BoundWindow? Over { get; init; }
}

internal sealed record BoundWindow(IReadOnlyList<BoundExpression> PartitionBy, IReadOnlyList<BoundOrderItem> OrderBy, BoundFrame? Frame);

internal sealed record BoundFrame(bool IsRows, BoundFrameEdge Start, BoundFrameEdge End);

internal sealed record BoundFrameEdge(Parsing.Ast.FrameBoundKind Kind, BoundExpression? Offset);
