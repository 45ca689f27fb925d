using PmpPulse.GoogleSql.Errors;

namespace PmpPulse.GoogleSql.Parsing.Ast;

/// <summary>A function call with all the modifiers it may have.</summary>
internal sealed record FunctionCall(SourcePosition Position, string Name, IReadOnlyList<Expression> Arguments) : Expression(Position)
{
    /// <summary>Whether the call has the prefix <c>SAFE.</c></summary>
    public bool IsSafe { get; init; }

    /// <summary><c>COUNT(*)</c></summary>
    public bool IsStar { get; init; }

    public bool IsDistinct { get; init; }

    /// <summary>True for IGNORE NULLS, false for RESPECT NULLS.</summary>
    public bool? IgnoreNulls { get; init; }

    /// <summary><c>HAVING MAX expression</c> or <c>HAVING MIN expression</c></summary>
    public HavingModifier? Having { get; init; }

    public IReadOnlyList<OrderItem> OrderBy { get; init; } = [];

    public Expression? Limit { get; init; }

    /// <summary>The window of an analytic call; otherwise null.</summary>
    public WindowSpecification? Over { get; init; }

    /// <summary>Named arguments, as in <c>f(x, mode =&gt; 'y')</c>.</summary>
    public IReadOnlyList<NamedArgument> NamedArguments { get; init; } = [];
}

internal sealed record NamedArgument(SourcePosition Position, string Name, Expression Value);

internal sealed record HavingModifier(bool IsMax, Expression Value);

/// <summary>One key of ORDER BY. NullsFirst is null if not specified.</summary>
internal sealed record OrderItem(Expression Value, bool IsDescending, bool? NullsFirst);

/// <summary>What follows OVER: a window's name, or a specification that may extend a named window.</summary>
internal sealed record WindowSpecification(
    SourcePosition Position,
    string? BaseName,
    IReadOnlyList<Expression> PartitionBy,
    IReadOnlyList<OrderItem> OrderBy,
    WindowFrame? Frame);

/// <summary>A ROWS or RANGE frame.</summary>
internal sealed record WindowFrame(SourcePosition Position, bool IsRows, FrameBound Start, FrameBound End);

internal enum FrameBoundKind
{
    UnboundedPreceding,
    Preceding,
    CurrentRow,
    Following,
    UnboundedFollowing,
}

internal sealed record FrameBound(FrameBoundKind Kind, Expression? Offset);
