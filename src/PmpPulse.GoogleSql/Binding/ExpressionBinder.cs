using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Functions;
using PmpPulse.GoogleSql.Lexing;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Binds expressions: resolves names to columns, and operators and functions to signatures, and gives everything a type.</summary>
internal sealed partial class ExpressionBinder(BindingSession session, QueryBinder queries)
{
    public BoundExpression Bind(Expression expression, BindContext context)
    {
        if (expression is TokenLiteral literal)
        {
            session.Spend(BindingSession.LiteralWork, expression.Position);
            return BindToken(literal.Token, "");
        }

        using var descent = session.Enter(expression.Position);
        var bound = BindNode(expression, context);

        // above a GROUP BY, an expression equal to a key is that key's column
        return context.Scope.Grouping is { } grouping && bound is not BoundLiteral && grouping.FindKey(bound) is { } key
            ? new BoundColumn(key, expression.Position)
            : bound;
    }

    /// <summary>Binds a condition, such as WHERE's, and converts it to BOOL.</summary>
    public BoundExpression BindCondition(Expression expression, BindContext context)
    {
        var bound = Bind(expression, context);
        return Coercion.To(bound, SqlType.Bool)
            ?? throw new GoogleSqlException($"{context.Clause} should return type BOOL, but returns {bound.TypeName}", expression.Position);
    }

    public BoundExpression BindAs(Expression expression, SqlType type, BindContext context, string what) =>
        Coercion.Require(Bind(expression, context), type, what, expression.Position);

    private BoundExpression BindNode(Expression expression, BindContext context) => expression switch
    {
        NullLiteral => new BoundLiteral(SqlType.Int64, null) { IsUntypedNull = true },
        BoolLiteral literal => new BoundLiteral(SqlType.Bool, literal.Value) { IsLiteral = true },
        TypedLiteral literal => BindTyped(literal),
        ParameterExpression parameter => BindParameter(parameter),
        IntervalExpression interval => IntervalBinder.Bind(interval, operand => Bind(operand, context)),
        Identifier or FieldAccess => BindPath(expression, context),
        SubscriptExpression subscript => BindSubscript(subscript, context),
        UnaryExpression unary => BindUnary(unary, context),
        BinaryExpression binary => BindOperator(binary.Operator, binary.Position, context, binary.Left, binary.Right),
        ChainExpression chain => BindChain(chain, context),
        BetweenExpression between =>
            Negate(BindOperator("BETWEEN", between.Position, context, between.Operand, between.Low, between.High), between.IsNegated),
        IsExpression test => BindIs(test, context),
        InListExpression list => Negate(BindInList(list, context), list.IsNegated),
        InUnnestExpression unnest =>
            Negate(BindOperator("IN UNNEST", unnest.Position, context, unnest.Operand, unnest.Array), unnest.IsNegated),
        InSubqueryExpression subquery => Negate(BindInSubquery(subquery, context), subquery.IsNegated),
        QuantifiedLikeExpression like => BindQuantifiedLike(like, context),
        CaseExpression @case => BindCase(@case, context),
        CastExpression cast => BindCast(cast, context),
        ExtractExpression extract => ExtractBinder.Bind(extract, operand => Bind(operand, context)),
        ArrayExpression array => BindArray(array, context),
        StructExpression value => BindStruct(value, context),
        ScalarSubquery subquery => BindScalarSubquery(subquery, context),
        ArraySubquery subquery => BindArraySubquery(subquery, context),
        ExistsSubquery subquery => new BoundSubquery(SqlType.Bool, SubqueryKind.Exists, queries.BindNested(subquery.Query, context)),
        FunctionCall call => BindCall(call, context),
        _ => throw new InvalidOperationException($"no such expression: {expression.GetType().Name}"),
    };

    private static BoundLiteral BindToken(Token token, string sign)
    {
        switch (token.Kind)
        {
            case TokenKind.Integer:
                return LiteralText.TryInteger(sign + token.Text, out var integer)
                    ? new BoundLiteral(SqlType.Int64, integer) { IsLiteral = true }
                    : throw new GoogleSqlException($"Invalid integer literal: {sign}{token.Text}", token.Position);
            case TokenKind.Float:
                return LiteralText.TryFloat(sign + token.Text, out var real)
                    ? new BoundLiteral(SqlType.Float64, real) { IsLiteral = true }
                    : throw new GoogleSqlException($"Invalid floating point literal: {sign}{token.Text}", token.Position);
            case TokenKind.Bytes:
                return new BoundLiteral(SqlType.Bytes, token.Bytes) { IsLiteral = true };
            default:
                return new BoundLiteral(SqlType.String, token.Text) { IsLiteral = true };
        }
    }

    private static BoundExpression BindTyped(TypedLiteral literal) => TextLiterals.TryParse(literal.Text, literal.Type)
        ?? throw new GoogleSqlException($"Invalid {literal.Type} literal", literal.Position);

    private BoundExpression BindParameter(ParameterExpression reference)
    {
        return session.Parameters.Find(reference)
            ?? throw new GoogleSqlException(
                reference.Name is null
                    ? $"Query parameter number {reference.Index + 1} is not defined"
                    : $"Query parameter '{reference.Name}' not found",
                reference.Position);
    }

    private BoundExpression BindUnary(UnaryExpression unary, BindContext context)
    {
        if (unary is { Operator: "-", Operand: TokenLiteral { Token: { Kind: TokenKind.Integer or TokenKind.Float } number } })
        {
            return BindToken(number, "-");
        }

        return unary.Operator switch
        {
            "NOT" => BindOperator("NOT", unary.Position, context, unary.Operand),
            "+" => BindOperator("UNARY PLUS", unary.Position, context, unary.Operand),
            "-" => BindOperator("UNARY MINUS", unary.Position, context, unary.Operand),
            _ => BindOperator("~", unary.Position, context, unary.Operand),
        };
    }

    private BoundExpression BindInList(InListExpression list, BindContext context)
    {
        Limits.Require(list.Items.Count, Limits.Items, "items in one IN list", list.Position);
        return BindOperator("IN", list.Position, context, [list.Operand, .. list.Items]);
    }

    private BoundExpression BindChain(ChainExpression chain, BindContext context)
    {
        Limits.Require(chain.Operands.Count, Limits.Terms, $"operands of one {chain.Operator}", chain.Position);
        if (chain.Operator == "||")
        {
            return ConcatBinder.Bind(chain.Operands.Select(operand => Bind(operand, context)).ToArray(), chain.Position);
        }

        return BindOperator(chain.Operator, chain.Position, context, [.. chain.Operands]);
    }

    private static BoundExpression Negate(BoundExpression expression, bool isNegated) =>
        isNegated ? new BoundCall(SqlType.Bool, $"(NOT {A})", [expression]) : expression;

    /// <summary>Binds an operator through its signatures, like a function.</summary>
    private BoundExpression BindOperator(string name, SourcePosition position, BindContext context, params Expression[] operands) =>
        Overloads.Apply(name, position, operands.Select(operand => Bind(operand, context)).ToArray());

    private BoundCall BindIs(IsExpression test, BindContext context)
    {
        var operand = Bind(test.Operand, context);
        if (test.What != "NULL")
        {
            operand = Coercion.To(operand, SqlType.Bool)
                ?? throw Overloads.NoMatch($"operator IS {test.What}", [operand.TypeName], [$"BOOL IS {test.What}"], test.Position);
        }

        return new BoundCall(SqlType.Bool, IsTest(test), [operand]);
    }

    private static Template IsTest(IsExpression test) => (test.What, test.IsNegated) switch
    {
        ("TRUE", false) => $"({A} IS TRUE)",
        ("TRUE", true) => $"({A} IS NOT TRUE)",
        ("FALSE", false) => $"({A} IS FALSE)",
        ("FALSE", true) => $"({A} IS NOT FALSE)",
        (_, false) => $"({A} IS NULL)",
        (_, true) => $"({A} IS NOT NULL)",
    };

    private BoundExpression BindQuantifiedLike(QuantifiedLikeExpression like, BindContext context)
    {
        Limits.Require(like.Patterns.Count, Limits.Terms, "patterns of one LIKE", like.Position);
        var operand = Bind(like.Operand, context);
        var tests = like.Patterns.Select(pattern => Overloads.Apply("LIKE", like.Position, operand, Bind(pattern, context))).ToArray();
        return Negate(Overloads.Apply(like.All ? "AND" : "OR", like.Position, tests), like.IsNegated);
    }

    private BoundCase BindCase(CaseExpression @case, BindContext context)
    {
        Limits.Require(@case.Whens.Count, Limits.Terms, "conditions of one CASE", @case.Position);
        var operand = @case.Operand is null ? null : Bind(@case.Operand, context);
        var conditions = @case.Whens.Select(when => operand is null
            ? BindCondition(when.Condition, context with { Clause = "CASE condition" })
            : Overloads.Apply("=", when.Condition.Position, operand, Bind(when.Condition, context))).ToArray();
        var results = @case.Whens.Select(when => Bind(when.Result, context)).ToList();
        if (@case.Else is not null) results.Add(Bind(@case.Else, context));

        var type = Coercion.Common(results)
            ?? throw Overloads.NoMatch("operator CASE", results.Select(item => item.TypeName), [], @case.Position);
        var converted = results.Select(result => Coercion.To(result, type)!).ToArray();
        return new BoundCase(
            type,
            conditions.Select((condition, i) => (condition, converted[i])).ToArray(),
            @case.Else is null ? null : converted[^1]);
    }

    private BoundExpression BindCast(CastExpression cast, BindContext context)
    {
        var operand = Bind(cast.Operand, context);
        return CastRules.Bind(operand, cast.Type, cast.IsSafe)
            ?? throw new GoogleSqlException($"Invalid cast from {operand.TypeName} to {cast.Type}", cast.Operand.Position);
    }
}
