using System.Net;
using PmpPulse.LocalCloud.Tests.Hosting;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery.Engine;

/// <summary>
/// Functions with a large result per row, run in a child process whose memory is measured. Without memory reservations each would take 4
/// to 20 GB. Their harmless twins work.
/// </summary>
[Trait("Category", "Slow")]
public sealed class BlockMemoryTests
{
    private const long MaxResidentMegabytes = 3_000;

    private const string Many = "FROM UNNEST(GENERATE_ARRAY(1, 4000)) x";
    private const string Large = "CONCAT(REPEAT('a', 1000000), CAST(x AS STRING))";
    private const string Medium = "CONCAT(REPEAT('a', 100000), CAST(x AS STRING))";

    private static readonly string[] Texts =
    [
        "FORMAT('%1000000d', x)",
        "FORMAT('%.1000000d', x)",
        $"FORMAT('%s%s', {Medium}, {Medium})",
        "REPEAT(CAST(x AS STRING), 200000)",
        "SAFE.REPEAT(CAST(x AS STRING), 200000)",
        "LPAD(CAST(x AS STRING), 1000000)",
        "RPAD(CAST(x AS STRING), 1000000, 'é')",
        $"REVERSE({Large})",
        $"UPPER({Large})",
        $"SAFE.LOWER({Large})",
        "UPPER(IF(x > 5, REPEAT('a', 1000000), 'b'))",
        $"TRANSLATE({Large}, 'a', 'b')",
        $"SUBSTR({Large}, 2)",
        $"TRIM({Large}, '1')",
        "INITCAP(REPEAT(CONCAT('a ', CAST(x AS STRING)), 100000))",
        $"TO_HEX(CAST({Large} AS BYTES))",
        $"TO_BASE64(CAST({Large} AS BYTES))",
        $"REPLACE(REPEAT('a', 1000000), CONCAT(REPEAT('a', 500000), CAST(x AS STRING)), '')",
        "REPLACE(REPEAT(CAST(x AS STRING), 100), CAST(x AS STRING), REPEAT('b', 10000))",
        $"REGEXP_REPLACE({Medium}, 'a', 'bb')",
        $"REGEXP_EXTRACT({Large}, 'a+')",
        $"CONCAT({Medium}, {Medium}, {Medium}, {Medium})",
        $"{Medium} || {Medium} || {Medium}",
        $"SAFE_CONVERT_BYTES_TO_STRING(CONCAT(b'\\xff', CAST({Medium} AS BYTES)))",
        $"CODE_POINTS_TO_STRING(TO_CODE_POINTS({Medium}))",
        "ARRAY_TO_STRING(SPLIT(REPEAT(CONCAT(CAST(x AS STRING), ','), 1000)), REPEAT('b', 1000))",
        $"TO_JSON_STRING({Large})",
        "TO_JSON_STRING(GENERATE_ARRAY(x, x + 100000))",
        $"TO_JSON_STRING(TO_JSON(STRUCT({Medium} AS a, {Medium} AS b)))",
    ];

    private static readonly string[] Arrays =
    [
        "GENERATE_ARRAY(x, x + 1000000)",
        "GENERATE_DATE_ARRAY(DATE_ADD(DATE '0001-01-01', INTERVAL x DAY), DATE '9999-12-31')",
        "GENERATE_TIMESTAMP_ARRAY(TIMESTAMP_ADD(TIMESTAMP '2020-01-01', INTERVAL x SECOND), TIMESTAMP '2020-01-12', INTERVAL 1 SECOND)",
        $"SPLIT({Large}, '')",
        $"REGEXP_EXTRACT_ALL({Large}, 'a')",
        $"TO_CODE_POINTS({Medium})",
        "ARRAY_CONCAT(GENERATE_ARRAY(x, x + 10000), GENERATE_ARRAY(x, x + 10000), GENERATE_ARRAY(x, x + 10000))",
        "ARRAY_REVERSE(GENERATE_ARRAY(x, x + 100000))",
        "CAST(GENERATE_ARRAY(x, x + 100000) AS ARRAY<STRING>)",
        "JSON_QUERY_ARRAY(CONCAT('[', REPEAT('1,', 100000), CAST(x AS STRING), ']'))",
        $"[{Medium}, {Medium}, {Medium}]",
        $"ARRAY_CONCAT([STRUCT({Medium} AS t)], [STRUCT({Medium} AS t)])",
    ];

    public static IEnumerable<string> Runaways() =>
    [
        .. Texts.Select(text => $"SELECT SUM(LENGTH({text})) {Many}"),
        .. Arrays.Select(array => $"SELECT SUM(ARRAY_LENGTH({array})) {Many}"),
        $"SELECT {string.Join(", ", Enumerable.Range(0, 500).Select(i => $"SUM(LENGTH(REPEAT(CAST(x + {i} AS STRING), 10000)))"))} {Many}",
        $"SELECT SUM(LENGTH({string.Join(" || ", Enumerable.Repeat("y", 500))})) FROM (SELECT REPEAT(CAST(x AS STRING), 5000) AS y {Many})",
        $"SELECT SUM(LENGTH(s)) FROM (SELECT STRING_AGG({Medium}) AS s FROM UNNEST(GENERATE_ARRAY(1, 30000)) x GROUP BY MOD(x, 2000))",
        $"SELECT SUM(ARRAY_LENGTH(s)) FROM (SELECT ARRAY_AGG({Medium} ORDER BY x DESC) AS s FROM UNNEST(GENERATE_ARRAY(1, 30000)) x GROUP BY MOD(x, 2000))",
        $"SELECT SUM(STRPOS({Large}, CAST(x AS STRING))) {Many}",
        $"SELECT COUNTIF('b' LIKE {Medium}) {Many}",
        "SELECT SUM(LENGTH(UPPER(s))) FROM (SELECT REPEAT(CAST(y AS STRING), 1000000) AS s FROM UNNEST([1, 2]) y), UNNEST(GENERATE_ARRAY(1, 100000)) x",
    ];

    private static readonly (string Sql, string Answer)[] Twins =
    [
        ("SELECT SUM(LENGTH(REPEAT(CAST(MOD(x, 10) AS STRING), 10000))) FROM UNNEST(GENERATE_ARRAY(1, 20000)) x", "200000000"),
        ("SELECT LENGTH(STRING_AGG(FORMAT('{\"station_id\":\"%d\"}', x), ',' ORDER BY x)) FROM UNNEST(GENERATE_ARRAY(1, 1500)) x", "31892"),
        ("SELECT COUNT(DISTINCT UPPER(CONCAT('Station ', CAST(x AS STRING)))) FROM UNNEST(GENERATE_ARRAY(1, 300000)) x", "300000"),
        ("SELECT SUM(ARRAY_LENGTH(GENERATE_ARRAY(x, x + 23))) FROM UNNEST(GENERATE_ARRAY(1, 100000)) x", "2400000"),
        ("SELECT SUM(y) FROM UNNEST(GENERATE_ARRAY(1, 1000000)) y", "500000500000"),
        ($"SELECT SUM(LENGTH(UPPER({Large}))) FROM UNNEST(GENERATE_ARRAY(1, 9)) x", "9000009"),
        ("SELECT SUM(INT64(s.n)) FROM (SELECT CONCAT('{\"a\":[', STRING_AGG(FORMAT('{\"n\":%d,\"t\":\"%s\"}', i, REPEAT('x', 300))), ']}') AS t FROM UNNEST(GENERATE_ARRAY(1, 15000)) i), UNNEST(JSON_QUERY_ARRAY(PARSE_JSON(t), '$.a')) s", "112507500"),
    ];

    [Fact]
    public async Task Runaways_Each_IsRefusedInLittleMemoryAndItsTwinWorks()
    {
        using var directory = new TemporaryDirectory();
        await using var process = await LocalCloudProcess.StartAsync(directory);
        await using var host = BigQueryHost.Connect(new Uri(process.BigQuery), "p");
        foreach (var sql in Runaways())
        {
            var (status, answer) = await host.TryQueryAsync(sql);

            status.Should().Be(HttpStatusCode.BadRequest, "{0} is refused, and not: {1}", sql, answer);
            answer!.ToJsonString().Should().Contain("resourcesExceeded", sql);
            PeakMegabytes(process.Id).Should().BeLessThan(MaxResidentMegabytes, sql);
            (await host.TryQueryAsync("SELECT 1")).Status.Should().Be(HttpStatusCode.OK, "others are served behind {0}", sql);
        }

        foreach (var (sql, expected) in Twins)
        {
            var (status, answer) = await host.TryQueryAsync(sql);
            status.Should().Be(HttpStatusCode.OK, "{0}: {1}", sql, answer);
            answer!["rows"]![0]!["f"]![0]!["v"]!.GetValue<string>().Should().Be(expected, sql);
        }
    }

    /// <summary>The process's peak memory; 0 if the system doesn't report it.</summary>
    private static long PeakMegabytes(int process)
    {
        var status = $"/proc/{process}/status";
        return File.Exists(status)
            ? long.Parse(File.ReadLines(status).Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) / 1024
            : 0;
    }
}
