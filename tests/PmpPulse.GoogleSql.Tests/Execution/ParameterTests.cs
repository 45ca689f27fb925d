using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class ParameterTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public void Translate_NamedParameters_AreTypedConstants()
    {
        Use(
            new QueryParameter("n", SqlType.Int64, new ParameterValue("42")),
            new QueryParameter("f", SqlType.Float64, new ParameterValue("1.5")),
            new QueryParameter("s", SqlType.String, new ParameterValue("it's; DROP TABLE t --")),
            new QueryParameter("b", SqlType.Bool, new ParameterValue("true")),
            new QueryParameter("ts", SqlType.Timestamp, new ParameterValue("2025-10-18 09:09:16.5+02")),
            new QueryParameter("d", SqlType.Date, new ParameterValue("2025-10-18")),
            new QueryParameter("y", SqlType.Bytes, new ParameterValue("YWI=")),
            new QueryParameter("m", SqlType.Numeric, new ParameterValue("12.5")),
            new QueryParameter("none", SqlType.String, new ParameterValue()));

        _warehouse.Evaluate("@n + 1, @F, @s, @b, @ts, @d, @y, @m, @none").Should().Be(
            "43 | 1.5 | it's; DROP TABLE t -- | true | 2025-10-18 07:09:16.500000 | 2025-10-18 | 6162 | 12.5 | NULL");
    }

    [Fact]
    public void Translate_ArrayAndStructParameters_AreBuiltPartByPart()
    {
        var pair = SqlType.StructOf([new StructField("a", SqlType.Int64), new StructField("b", SqlType.String)]);
        Use(
            new QueryParameter("ids", SqlType.ArrayOf(SqlType.Int64), new ParameterValue(Items: [new ParameterValue("1"), new ParameterValue("3")])),
            new QueryParameter("none", SqlType.ArrayOf(SqlType.Int64), new ParameterValue()),
            new QueryParameter("p", pair, new ParameterValue(Fields: new Dictionary<string, ParameterValue> { ["a"] = new("7"), ["b"] = new("x") })));

        _warehouse.Query("SELECT x, x IN UNNEST(@none), @p.b FROM UNNEST([1, 2, 3]) x WHERE x IN UNNEST(@ids) ORDER BY x")
            .Should().Equal("1 | false | x", "3 | false | x");
    }

    [Fact]
    public void Translate_PositionalParameters_AreAppliedInOrder()
    {
        Use(new QueryParameter(null, SqlType.String, new ParameterValue("a")), new QueryParameter(null, SqlType.Int64, new ParameterValue("2")));

        _warehouse.Query("SELECT ? FROM UNNEST([1, 2, 3]) LIMIT ?").Should().Equal("a", "a");
    }

    [Fact]
    public void Translate_StringParameter_CoercesToATimestamp()
    {
        Use(new QueryParameter("t", SqlType.String, new ParameterValue("2025-10-18")));

        _warehouse.Evaluate("TIMESTAMP '2025-10-19 00:00:00+00' > @t").Should().Be("true");
    }

    [Fact]
    public void Translate_ValueOfAnotherType_IsRefused()
    {
        Use(new QueryParameter("n", SqlType.Int64, new ParameterValue("x")));

        _warehouse.Invoking(w => w.Translate("SELECT @n")).Should().Throw<GoogleSqlException>()
            .WithMessage("Invalid value for query parameter n: \"x\" is not a value of type INT64 at [1:8]");
    }

    [Theory]
    [InlineData("SELECT @missing", "Query parameter 'missing' not found at [1:8]")]
    [InlineData("SELECT ?", "Query parameter number 1 is not defined at [1:8]")]
    public void Translate_UndefinedParameter_IsRefused(string sql, string message) =>
        _warehouse.Invoking(w => w.Translate(sql)).Should().Throw<GoogleSqlException>().WithMessage(message);

    private void Use(params QueryParameter[] parameters) => _warehouse.Options = _warehouse.Options with { Parameters = parameters };
}
