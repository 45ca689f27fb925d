using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.GoogleSql.Types;
using PmpPulse.Testing;
using PmpPulse.Testing.Sql;

namespace PmpPulse.GoogleSql.Tests.Security;

/// <summary>Text stays text: each hostile text and its harmless twin in every place where a text or name can stand.</summary>
public sealed class InjectionTests : IDisposable
{
    private const string Secret = "the secret of 4711";

    private readonly TestWarehouse _warehouse = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly string _path;

    public InjectionTests()
    {
        _path = Path.Combine(_directory.Path, "secret.txt");
        File.WriteAllText(_path, Secret);
    }

    public static TheoryData<string> Places => [.. TextPlaces.All.Select(place => place.Name)];

    public void Dispose()
    {
        _warehouse.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Execute_FileReadWithoutTheTranslator_Succeeds()
    {
        _warehouse.Execute("CREATE TABLE probe AS SELECT content FROM read_text('" + _path + "')");

        _warehouse.Raw("SELECT content FROM probe").Should().Be(Secret, "the file that the attempts target must be readable");
    }

    [Fact]
    public void Attempts_AreAtLeastTwoHundred() =>
        TextPlaces.All.Sum(place => HostileTexts.All(_path).Count(text => place.Takes?.Invoke(text) != false)).Should().BeGreaterThan(200);

    [Theory]
    [MemberData(nameof(Places))]
    public void Execute_HostileTextInAnyPlace_StaysText(string name)
    {
        var place = TextPlaces.All.Single(p => p.Name == name);
        _warehouse.Value(place.Statement("plain")).Should().Be(place.Answer("plain"), "the harmless twin works");
        foreach (var text in HostileTexts.All(_path).Where(text => place.Takes?.Invoke(text) != false))
        {
            _warehouse.Value(place.Statement(text)).Should().Be(place.Answer(text), "of {0}", place.Statement(text));
        }

        Directory.GetFiles(_directory.Path).Should().Equal(_path);
    }

    [Fact]
    public void Execute_HostileTextAsParameter_StaysText()
    {
        foreach (var text in HostileTexts.All(_path))
        {
            _warehouse.Options = _warehouse.Options with
            {
                Parameters =
                [
                    new QueryParameter("p", SqlType.String, new ParameterValue(text)),
                    new QueryParameter("list", SqlType.ArrayOf(SqlType.String), new ParameterValue(Items: [new ParameterValue(text)])),
                ],
            };

            _warehouse.Value("SELECT @p").Should().Be(text);
            _warehouse.Value("SELECT STRING_AGG(x, @p ORDER BY x LIMIT 5) FROM UNNEST(['a', 'b']) x").Should().Be($"a{text}b");
            _warehouse.Value("SELECT x FROM UNNEST(@list) x WHERE x IN UNNEST(@list) AND x = @p").Should().Be(text);
        }
    }

    [Fact]
    public void Execute_HostileNameInAParameterType_StaysANameOrIsRefused()
    {
        foreach (var text in HostileTexts.All(_path).Append("plain"))
        {
            var type = SqlType.StructOf([new StructField(text, SqlType.String)]);
            _warehouse.Options = _warehouse.Options with
            {
                Parameters = [new QueryParameter("p", type, new ParameterValue(Fields: new Dictionary<string, ParameterValue> { [text] = new("v") }))],
            };
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                _warehouse.Invoking(w => w.Translate("SELECT TO_JSON_STRING(@p)")).Should().Throw<GoogleSqlException>().WithMessage("Invalid identifier*");
            }
            else
            {
                var json = _warehouse.Value("SELECT TO_JSON_STRING(@p)");
                System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject().Should().ContainSingle().Which.Key.Should().Be(text);
            }
        }
    }

    [Fact]
    public void Execute_HostileTextInAnErrorMessage_StaysText()
    {
        foreach (var text in HostileTexts.All(_path).Where(text => !text.Contains('\0', StringComparison.Ordinal)))
        {
            _warehouse.RuntimeError($"SELECT ERROR({GoogleSqlText.Literal(text)})").Should().Be(text);
            _warehouse.RuntimeError($"SELECT CAST(x AS BOOL) FROM UNNEST([{GoogleSqlText.Literal(text)}]) x").Should().Be($"Bad bool value: {text}");
        }
    }

    // places that accept only certain texts: a hostile one fails or gives a value, and never becomes SQL
    [Theory]
    [InlineData("SELECT TIMESTAMP_TRUNC(t, DAY, {0}) FROM UNNEST([CURRENT_TIMESTAMP()]) t", "'Europe/Paris'")]
    [InlineData("SELECT EXTRACT(HOUR FROM t AT TIME ZONE {0}) FROM UNNEST([CURRENT_TIMESTAMP()]) t", "'Europe/Paris'")]
    [InlineData("SELECT FORMAT_TIMESTAMP('%c %Z', t, {0}) FROM UNNEST([CURRENT_TIMESTAMP()]) t", "'Europe/Paris'")]
    [InlineData("SELECT TIMESTAMP(DATETIME '2020-01-02 03:04:05', {0})", "'Europe/Paris'")]
    [InlineData("SELECT PARSE_DATE({0}, x) FROM UNNEST(['2020-01-02']) x", "'%Y-%m-%d'")]
    [InlineData("SELECT PARSE_TIMESTAMP({0}, x) FROM UNNEST(['2020-01-02']) x", "'%Y-%m-%d'")]
    [InlineData("SELECT JSON_VALUE('{{\"a\": 1}}', {0})", "'$.a'")]
    [InlineData("SELECT JSON_EXTRACT('{{\"a\": 1}}', {0})", "'$.a'")]
    [InlineData("SELECT j[{0}] FROM (SELECT JSON '{{\"a\": 1}}' AS j)", "'a'")]
    [InlineData("SELECT REGEXP_CONTAINS(x, {0}) FROM UNNEST(['a']) x", "'a'")]
    [InlineData("SELECT REGEXP_CONTAINS(x, CONCAT({0}, y)) FROM UNNEST(['a']) x, UNNEST(['']) y", "'a'")]
    [InlineData("SELECT REGEXP_REPLACE(x, 'a', {0}) FROM UNNEST(['a']) x", "'a'")]
    [InlineData("SELECT SAFE_CAST({0} AS TIMESTAMP)", "'2020-01-02'")]
    [InlineData("SELECT SAFE_CAST(x AS NUMERIC) FROM UNNEST([{0}]) x", "'1'")]
    [InlineData("SELECT x LIKE {0} FROM UNNEST(['a']) x", "'a'")]
    [InlineData("SELECT FORMAT({0}, 1)", "'%d'")]
    [InlineData("SELECT TO_JSON(PARSE_JSON({0}))", "'{{}}'")]
    [InlineData("SELECT TRANSLATE(x, {0}, 'b') FROM UNNEST(['a']) x", "'a'")]
    [InlineData("SELECT CAST({0} AS DATE)", "'2020-01-02'")]
    public void Execute_HostileTextInARestrictedPlace_IsAValueOrAnError(string statement, string harmless)
    {
        string With(string text) => statement.Replace("{0}", text, StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);
        _warehouse.Query(With(harmless)).Should().ContainSingle("the harmless twin works");
        foreach (var text in HostileTexts.All(_path))
        {
            var outcome = _warehouse.Outcome(statement.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal).Replace("{0}", GoogleSqlText.Literal(text), StringComparison.Ordinal));

            outcome.Should().NotContain(Secret).And.NotStartWith("Parser Error").And.NotStartWith("Binder Error").And.NotStartWith("Catalog Error").And.NotStartWith("IO Error", "of {0}", text);
        }
    }
}
