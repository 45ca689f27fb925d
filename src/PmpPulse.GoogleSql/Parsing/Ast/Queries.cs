using PmpPulse.GoogleSql.Errors;

namespace PmpPulse.GoogleSql.Parsing.Ast;

/// <summary><c>WITH … body ORDER BY … LIMIT … OFFSET …</c></summary>
internal sealed record Query(
    SourcePosition Position,
    IReadOnlyList<CommonTableExpression> With,
    QueryBody Body,
    IReadOnlyList<OrderItem> OrderBy,
    Expression? Limit,
    Expression? Offset);

internal sealed record CommonTableExpression(SourcePosition Position, string Name, Query Query);

internal abstract record QueryBody(SourcePosition Position);

/// <summary>A query in parentheses.</summary>
internal sealed record NestedBody(SourcePosition Position, Query Query) : QueryBody(Position);

internal enum SetOperator
{
    UnionAll,
    UnionDistinct,
    IntersectDistinct,
    ExceptDistinct,
}

/// <summary>A chain of one set operator.</summary>
internal sealed record SetOperationBody(
    SourcePosition Position, SetOperator Operator, IReadOnlyList<QueryBody> Inputs) : QueryBody(Position);

/// <summary>SELECT … FROM … WHERE … GROUP BY … HAVING … QUALIFY … WINDOW …</summary>
internal sealed record SelectBody(SourcePosition Position, IReadOnlyList<SelectItem> Items) : QueryBody(Position)
{
    public bool IsDistinct { get; init; }

    /// <summary>SELECT AS STRUCT: each row is one struct.</summary>
    public bool AsStruct { get; init; }

    public TableExpression? From { get; init; }

    public Expression? Where { get; init; }

    public GroupByClause? GroupBy { get; init; }

    public Expression? Having { get; init; }

    public Expression? Qualify { get; init; }

    public IReadOnlyList<NamedWindow> Windows { get; init; } = [];
}

/// <summary>GROUP BY keys, or GROUP BY ALL.</summary>
internal sealed record GroupByClause(SourcePosition Position, bool All, IReadOnlyList<Expression> Keys);

internal sealed record NamedWindow(string Name, WindowSpecification Specification);

internal abstract record SelectItem(SourcePosition Position);

internal sealed record ExpressionItem(SourcePosition Position, Expression Value, string? Alias) : SelectItem(Position);

/// <summary><c>*</c> or <c>expression.*</c>, with EXCEPT and REPLACE.</summary>
internal sealed record StarItem(
    SourcePosition Position,
    Expression? Operand,
    IReadOnlyList<Identifier> Except,
    IReadOnlyList<ExpressionItem> Replace) : SelectItem(Position);

internal abstract record TableExpression(SourcePosition Position);

/// <summary>A table's name, or a path to an array of an earlier table.</summary>
internal sealed record TablePath(
    SourcePosition Position, IReadOnlyList<string> Parts, string? Alias, string? OffsetAlias) : TableExpression(Position);

internal sealed record SubqueryTable(SourcePosition Position, Query Query, string? Alias) : TableExpression(Position);

/// <summary><c>UNNEST(array) AS alias WITH OFFSET AS offset</c></summary>
internal sealed record UnnestTable(
    SourcePosition Position, Expression Array, string? Alias, string? OffsetAlias) : TableExpression(Position);

internal enum JoinKind
{
    Cross,
    Inner,
    Left,
    Right,
    Full,
}

internal sealed record JoinTable(
    SourcePosition Position,
    JoinKind Kind,
    TableExpression Left,
    TableExpression Right,
    Expression? On,
    IReadOnlyList<Identifier>? Using) : TableExpression(Position);
