using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Tests.Parsing;

public sealed class ParserTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "(1 + (2 * 3))")]
    [InlineData("1 - 2 - 3", "((1 - 2) - 3)")]
    [InlineData("a || b || c", "(a || b || c)")]
    [InlineData("a OR b AND NOT c = d", "(a OR (b AND (NOT (c = d))))")]
    [InlineData("a | b ^ c & d << e + f", "(a | (b ^ (c & (d << (e + f)))))")]
    [InlineData("-a * b", "((- a) * b)")]
    [InlineData("a.b.c[0].d", "a.b.c[].d")]
    [InlineData("NOT a IS NULL", "(NOT (a IS NULL))")]
    [InlineData("a BETWEEN 1 AND 2 AND b", "((a BETWEEN 1 2) AND b)")]
    [InlineData("a NOT LIKE b", "(NOT (a LIKE b))")]
    [InlineData("a IS NOT DISTINCT FROM b", "(a IS NOT DISTINCT FROM b)")]
    public void Parse_Operators_BindByPrecedence(string expression, string shape) => Shape(Item(expression)).Should().Be(shape);

    [Fact]
    public void Parse_TypeWithClosingShift_ClosesTwoBrackets() =>
        Item("CAST(x AS ARRAY<STRUCT<a INT64, b ARRAY<STRING>>>)").Should().BeOfType<CastExpression>().Which.Type.ToString()
            .Should().Be("ARRAY<STRUCT<a INT64, b ARRAY<STRING>>>");

    [Fact]
    public void Parse_CallWithModifiers_KeepsThem()
    {
        var call = Item("ARRAY_AGG(DISTINCT x IGNORE NULLS ORDER BY x DESC NULLS LAST LIMIT 2)").Should().BeOfType<FunctionCall>().Subject;

        call.Should().BeEquivalentTo(new { Name = "ARRAY_AGG", IsDistinct = true, IgnoreNulls = true });
        call.OrderBy.Should().ContainSingle().Which.Should().BeEquivalentTo(new { IsDescending = true, NullsFirst = false });
        call.Limit.Should().NotBeNull();
    }

    [Theory]
    [InlineData("SELECT 1 FROM", "Syntax error: Unexpected end of statement at [1:14]")]
    [InlineData("SELECT", "Syntax error: Unexpected end of statement at [1:7]")]
    [InlineData("", "Syntax error: Unexpected end of statement at [1:1]")]
    [InlineData("SELECT FROM t", "Syntax error: SELECT list must not be empty at [1:8]")]
    [InlineData("SELECT 1 1", "Syntax error: Expected end of input but got integer literal \"1\" at [1:10]")]
    [InlineData("SELECT (1", "Syntax error: Unexpected end of statement at [1:10]")]
    [InlineData("SELECT (1]", "Syntax error: Expected \",\" or \")\" but got \"]\" at [1:10]")]
    [InlineData("SELECT a FROM t ORDER a", "Syntax error: Expected end of input but got keyword ORDER at [1:17]")]
    [InlineData("SELECT 1 UNION SELECT 2", "Syntax error: Expected keyword ALL or keyword DISTINCT but got keyword SELECT at [1:16]")]
    [InlineData("SELECT 1 UNION ALL SELECT 2 UNION DISTINCT SELECT 3", "Syntax error: Different set operations cannot be used in the same query without using parentheses for grouping at [1:29]")]
    [InlineData("SELECT 1 = 2 = 3", "Syntax error: Expected end of input but got \"=\" at [1:14]")]
    [InlineData("SELECT * FROM a JOIN b", "Syntax error: INNER JOIN must have an immediately following ON or USING clause at [1:17]")]
    [InlineData("FOO BAR", "Syntax error: Unexpected identifier \"FOO\" at [1:1]")]
    [InlineData("WITH RECURSIVE a AS (SELECT 1) SELECT 1", "WITH RECURSIVE is not supported at [1:6]")]
    [InlineData("SELECT 1 |> WHERE TRUE", "Pipe query syntax is not supported at [1:10]")]
    [InlineData("SELECT a FROM t GROUP BY ROLLUP(a)", "GROUP BY ROLLUP is not supported at [1:26]")]
    [InlineData("SELECT BIGNUMERIC '1'", "Type BIGNUMERIC is not supported at [1:8]")]
    [InlineData("SELECT CAST(1 AS STRING(5))", "Type STRING with parameters is not supported at [1:18]")]
    public void Parse_InvalidStatement_IsRefused(string sql, string message) =>
        FluentActions.Invoking(() => Parser.ParseStatement(sql)).Should().Throw<GoogleSqlException>().WithMessage(message);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("(SELECT ", ")")]
    [InlineData("[", "]")]
    [InlineData("NOT ", "")]
    [InlineData("- ", "")]
    [InlineData("ABS(", ")")]
    [InlineData("CASE WHEN ", " THEN 1 END")]
    [InlineData("CAST(", " AS INT64)")]
    public void Parse_DeepNesting_IsRefusedAndDoesNotOverflow(string open, string close)
    {
        var sql = $"SELECT {string.Concat(Enumerable.Repeat(open, 20_000))}1{string.Concat(Enumerable.Repeat(close, 20_000))}";

        FluentActions.Invoking(() => Parser.ParseStatement(sql)).Should().Throw<GoogleSqlException>().WithMessage("Resources exceeded*");
    }

    private static Expression Item(string expression)
    {
        var select = (SelectBody)((QueryStatement)Parser.ParseStatement($"SELECT {expression}")).Query.Body;
        return ((ExpressionItem)select.Items[0]).Value;
    }

    private static string Shape(Expression expression) => expression switch
    {
        TokenLiteral literal => literal.Token.Text,
        Identifier identifier => identifier.Name,
        FieldAccess access => $"{Shape(access.Operand)}.{access.Name}",
        SubscriptExpression subscript => $"{Shape(subscript.Operand)}[]",
        UnaryExpression unary => $"({unary.Operator} {Shape(unary.Operand)})",
        BinaryExpression binary => $"({Shape(binary.Left)} {binary.Operator} {Shape(binary.Right)})",
        ChainExpression chain => $"({string.Join($" {chain.Operator} ", chain.Operands.Select(Shape))})",
        BetweenExpression between => $"({Shape(between.Operand)} BETWEEN {Shape(between.Low)} {Shape(between.High)})",
        IsExpression test => $"({Shape(test.Operand)} IS {test.What})",
        _ => expression.GetType().Name,
    };
}
