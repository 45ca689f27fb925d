using PmpPulse.GoogleSql.Functions;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.GoogleSql.Types;
using PmpPulse.Testing.Sql;

namespace PmpPulse.GoogleSql.Tests.Security;

/// <summary>Every function with the worst hostile texts in each text argument: a value or a proper error, never SQL.</summary>
public sealed class CatalogueTests : IDisposable
{
    private const string Path = "/nowhere/secret.txt";

    // arguments for functions without a list of signatures; "#" stands for the text
    private static readonly Dictionary<string, string[]> Special = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CONCAT"] = ["#, x", "x, #"],
        ["FORMAT"] = ["#", "'%s', #", "CONCAT(#, ''), 1"],
        ["REPLACE"] = ["#, x, x", "x, #, x", "x, x, #"],
        ["REGEXP_CONTAINS"] = ["#, 'a'", "x, #"],
        ["REGEXP_EXTRACT"] = ["#, 'a'", "x, #"],
        ["REGEXP_SUBSTR"] = ["#, 'a'", "x, #"],
        ["REGEXP_EXTRACT_ALL"] = ["#, 'a'", "x, #"],
        ["REGEXP_REPLACE"] = ["#, 'a', 'b'", "x, #, 'b'", "x, 'a', #"],
        ["ARRAY_TO_STRING"] = ["[#], ','", "['a', 'b'], #", "['a', NULL], ',', #"],
        ["JSON_VALUE"] = ["#, '$.a'", "'{}', #"],
        ["JSON_QUERY"] = ["#, '$.a'", "'{}', #"],
        ["JSON_EXTRACT"] = ["#, '$.a'", "'{}', #"],
        ["JSON_EXTRACT_SCALAR"] = ["#, '$.a'", "'{}', #"],
        ["JSON_VALUE_ARRAY"] = ["#, '$.a'", "'{}', #"],
        ["JSON_QUERY_ARRAY"] = ["#, '$.a'", "'{}', #"],
        ["JSON_EXTRACT_ARRAY"] = ["#, '$.a'", "'{}', #"],
        ["JSON_EXTRACT_STRING_ARRAY"] = ["#, '$.a'", "'{}', #"],
        ["TO_JSON"] = ["#", "STRUCT(# AS a)"],
        ["TO_JSON_STRING"] = ["#", "[#]"],
        ["GREATEST"] = ["#, x"],
        ["LEAST"] = ["x, #"],
        ["TIMESTAMP"] = ["#", "DATE '2020-01-01', #", "#, 'Europe/Paris'"],
        ["DATETIME"] = ["#", "CURRENT_TIMESTAMP(), #"],
        ["DATE"] = ["#", "CURRENT_TIMESTAMP(), #"],
        ["TIME"] = ["CURRENT_TIMESTAMP(), #"],
        ["TIMESTAMP_TRUNC"] = ["CURRENT_TIMESTAMP(), DAY, #"],
        ["CURRENT_DATE"] = ["#"],
        ["CURRENT_TIME"] = ["#"],
        ["CURRENT_DATETIME"] = ["#"],
        ["FORMAT_TIMESTAMP"] = ["#, CURRENT_TIMESTAMP()", "'%c', CURRENT_TIMESTAMP(), #"],
        ["FORMAT_DATETIME"] = ["#, CURRENT_DATETIME()"],
        ["FORMAT_DATE"] = ["#, CURRENT_DATE()"],
        ["FORMAT_TIME"] = ["#, CURRENT_TIME()"],
        ["PARSE_TIMESTAMP"] = ["#, x", "'%Y', #", "'%Y', x, #"],
        ["PARSE_DATETIME"] = ["#, x", "'%Y', #"],
        ["PARSE_DATE"] = ["#, x", "'%Y', #"],
        ["PARSE_TIME"] = ["#, x", "'%H', #"],
    };

    // these take only dates, parts and numbers
    private static readonly HashSet<string> WithoutText = new(StringComparer.OrdinalIgnoreCase)
    {
        "DATE_TRUNC", "DATETIME_TRUNC", "TIME_TRUNC", "DATE_ADD", "DATETIME_ADD", "TIMESTAMP_ADD", "TIME_ADD", "DATE_SUB", "DATETIME_SUB", "TIMESTAMP_SUB", "TIME_SUB",
        "DATE_DIFF", "DATETIME_DIFF", "TIMESTAMP_DIFF", "TIME_DIFF", "LAST_DAY", "CURRENT_TIMESTAMP", "GENERATE_DATE_ARRAY", "GENERATE_TIMESTAMP_ARRAY", "TRUNC",
    };

    private readonly TestWarehouse _warehouse = new();

    public static TheoryData<string> Functions => [.. FunctionCatalog.All.Select(function => function.Name).Order(StringComparer.Ordinal)];

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [MemberData(nameof(Functions))]
    public void Execute_FunctionOverHostileTexts_ReturnsAValueOrAProperError(string name)
    {
        var function = FunctionCatalog.Find(name)!;
        if (function.Special is not null)
        {
            (Special.ContainsKey(name) || WithoutText.Contains(name)).Should().BeTrue("{0} needs arguments here", name);
        }

        var calls = function.Special is null ? function.Signatures.SelectMany(Calls) : Special.GetValueOrDefault(name) ?? [];
        var over = function.Kind == FunctionKind.Analytic ? " OVER (ORDER BY x)" : "";
        foreach (var arguments in calls.Distinct())
        {
            foreach (var text in HostileTexts.Sharpest(Path))
            {
                var sql = $"SELECT {name}({arguments.Replace("#", GoogleSqlText.Literal(text), StringComparison.Ordinal)}){over} FROM UNNEST(['a']) AS x";
                var outcome = _warehouse.Outcome(sql);
                outcome.Should().NotStartWith("Parser Error", sql).And.NotStartWith("Binder Error", sql).And.NotStartWith("Catalog Error", sql).And.NotStartWith("IO Error", sql);
            }
        }
    }

    /// <summary>The signature's arguments, with the text in each place that takes one.</summary>
    private static IEnumerable<string> Calls(Signature signature)
    {
        for (var place = 0; place < signature.Parameters.Count; place++)
        {
            if (!TakesText(signature.Parameters[place]))
            {
                continue;
            }

            yield return string.Join(", ", signature.Parameters.Select((parameter, i) => i == place ? parameter.IsArray ? "[#]" : "#" : Sample(parameter)));
        }
    }

    private static bool TakesText(TypePattern pattern) => pattern.Type is null || (pattern.Type.ElementType ?? pattern.Type).Kind == SqlTypeKind.String;

    private static string Sample(TypePattern pattern) => pattern.Type?.Kind switch
    {
        null => pattern.IsArray ? "['a']" : "'a'",
        SqlTypeKind.Int64 => "1",
        SqlTypeKind.Float64 => "0.5",
        SqlTypeKind.Numeric => "NUMERIC '1'",
        SqlTypeKind.Bool => "TRUE",
        SqlTypeKind.String => "'a'",
        SqlTypeKind.Bytes => "b'a'",
        SqlTypeKind.Json => "JSON '1'",
        SqlTypeKind.Date => "DATE '2020-01-01'",
        SqlTypeKind.Time => "TIME '01:02:03'",
        SqlTypeKind.Datetime => "DATETIME '2020-01-01'",
        SqlTypeKind.Timestamp => "TIMESTAMP '2020-01-01'",
        SqlTypeKind.Array => pattern.Type.ElementType!.Kind == SqlTypeKind.Int64 ? "[1]" : "['a']",
        _ => throw new InvalidOperationException($"no sample of {pattern}"),
    };
}
