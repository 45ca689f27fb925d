using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Lexing;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Parsing.Ast;

/// <summary>An expression as written. Immutable. Its position is that of its first token, or of the operator.</summary>
internal abstract record Expression(SourcePosition Position);

internal sealed record NullLiteral(SourcePosition Position) : Expression(Position);

internal sealed record BoolLiteral(SourcePosition Position, bool Value) : Expression(Position);

/// <summary>A number or string literal, depending on <paramref name="Token"/>.</summary>
internal sealed record TokenLiteral(SourcePosition Position, Token Token) : Expression(Position);

/// <summary><c>DATE '…'</c>, <c>TIMESTAMP '…'</c>, <c>NUMERIC '…'</c>, <c>JSON '…'</c>, …</summary>
internal sealed record TypedLiteral(SourcePosition Position, SqlType Type, string Text) : Expression(Position);

/// <summary><c>INTERVAL value part [TO part]</c></summary>
internal sealed record IntervalExpression(SourcePosition Position, Expression Value, string Part, string? ToPart) : Expression(Position);

/// <summary><c>@name</c>, or the positional <c>?</c> with its index from 0.</summary>
internal sealed record ParameterExpression(SourcePosition Position, string? Name, int Index) : Expression(Position);

internal sealed record Identifier(SourcePosition Position, string Name) : Expression(Position);

/// <summary><c>operand.name</c>: a column of a table, a field of a struct, a key of a JSON object.</summary>
internal sealed record FieldAccess(SourcePosition Position, Expression Operand, string Name) : Expression(Position);

/// <summary>
/// <c>operand[index]</c>, optionally with <c>OFFSET</c>, <c>ORDINAL</c>, <c>SAFE_OFFSET</c> or <c>SAFE_ORDINAL</c> around the index.
/// </summary>
internal sealed record SubscriptExpression(
    SourcePosition Position, Expression Operand, Expression Index, string? Mode) : Expression(Position);

internal sealed record UnaryExpression(SourcePosition Position, string Operator, Expression Operand) : Expression(Position);

internal sealed record BinaryExpression(SourcePosition Position, string Operator, Expression Left, Expression Right) : Expression(Position);

/// <summary>A chain of one associative operator: AND, OR or <c>||</c>.</summary>
internal sealed record ChainExpression(SourcePosition Position, string Operator, IReadOnlyList<Expression> Operands) : Expression(Position);

internal sealed record BetweenExpression(
    SourcePosition Position, Expression Operand, Expression Low, Expression High, bool IsNegated) : Expression(Position);

/// <summary><c>IS [NOT] NULL | TRUE | FALSE</c></summary>
internal sealed record IsExpression(SourcePosition Position, Expression Operand, string What, bool IsNegated) : Expression(Position);

internal sealed record InListExpression(
    SourcePosition Position, Expression Operand, IReadOnlyList<Expression> Items, bool IsNegated) : Expression(Position);

internal sealed record InUnnestExpression(
    SourcePosition Position, Expression Operand, Expression Array, bool IsNegated) : Expression(Position);

internal sealed record InSubqueryExpression(
    SourcePosition Position, Expression Operand, Query Query, bool IsNegated) : Expression(Position);

/// <summary><c>LIKE ANY | SOME | ALL (patterns)</c></summary>
internal sealed record QuantifiedLikeExpression(
    SourcePosition Position, Expression Operand, bool All, IReadOnlyList<Expression> Patterns, bool IsNegated)
    : Expression(Position);

internal sealed record CaseExpression(
    SourcePosition Position, Expression? Operand, IReadOnlyList<WhenClause> Whens, Expression? Else) : Expression(Position);

internal sealed record WhenClause(Expression Condition, Expression Result);

internal sealed record CastExpression(SourcePosition Position, Expression Operand, SqlType Type, bool IsSafe) : Expression(Position);

internal sealed record ExtractExpression(
    SourcePosition Position, Expression Part, Expression Operand, Expression? TimeZone) : Expression(Position);

/// <summary><c>[a, b]</c>, <c>ARRAY&lt;T&gt;[a, b]</c></summary>
internal sealed record ArrayExpression(
    SourcePosition Position, SqlType? ElementType, IReadOnlyList<Expression> Items) : Expression(Position);

/// <summary><c>STRUCT(a AS x)</c>, <c>STRUCT&lt;x INT64&gt;(a)</c>, or the tuple <c>(a, b)</c>.</summary>
internal sealed record StructExpression(
    SourcePosition Position, SqlType? Type, IReadOnlyList<StructArgument> Fields) : Expression(Position);

internal sealed record StructArgument(Expression Value, string? Name);

internal sealed record ScalarSubquery(SourcePosition Position, Query Query) : Expression(Position);

internal sealed record ArraySubquery(SourcePosition Position, Query Query) : Expression(Position);

internal sealed record ExistsSubquery(SourcePosition Position, Query Query) : Expression(Position);
