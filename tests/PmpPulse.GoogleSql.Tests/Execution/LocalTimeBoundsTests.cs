using PmpPulse.GoogleSql.Testing;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Tests.Execution;

/// <summary>Conditions on local times keep exactly their rows, and bound the instants that are read.</summary>
public sealed class LocalTimeBoundsTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public LocalTimeBoundsTests()
    {
        _warehouse.AddTable("d", "t", SqlField.Create("ts", "TIMESTAMP"), SqlField.Create("n", "INT64"));
        _warehouse.Execute("INSERT INTO d.t SELECT TIMESTAMP '2026-03-27 00:00:00' + to_minutes(CAST(i * 17 AS INTEGER)), i FROM range(500) AS r(i); INSERT INTO d.t VALUES (NULL, -1)");
        _warehouse.AddView("d", "local", "SELECT DATETIME(ts, 'Europe/Paris') AS paris, DATETIME(ts, 'Pacific/Kiritimati') AS far, DATE(ts, 'Pacific/Niue') AS day, ts, n FROM d.t");
        _warehouse.AddView("d", "above", "SELECT paris, far, day, ts AS instant, n FROM d.local");
        _warehouse.AddView("d", "hidden", "SELECT DATETIME(ts, 'Europe/Paris') AS paris, n FROM d.t");
        _warehouse.AddView("d", "grouped", "SELECT DATETIME(h, 'Europe/Paris') AS paris, h, n FROM (SELECT TIMESTAMP_TRUNC(ts, HOUR) AS h, SUM(n) AS n FROM d.t GROUP BY h)");
    }

    public static TheoryData<string, int> Conditions => new()
    {
        { "d.local WHERE paris >= DATETIME '2026-03-29 02:30:00'", 1 },
        { "d.local WHERE paris > '2026-03-29 03:10:00'", 1 },
        { "d.local WHERE DATETIME '2026-03-29 02:30:00' > paris", 1 },
        { "d.local WHERE paris < DATETIME '2026-03-29 02:30:00' AND n > 5", 1 },
        { "d.local WHERE paris <= DATETIME_SUB(DATETIME '2026-03-30 02:30:00', INTERVAL 5 HOUR)", 1 },
        { "d.local WHERE paris BETWEEN DATETIME '2026-03-28 00:00:00' AND DATETIME '2026-03-29 12:00:00'", 2 },
        { "d.local WHERE far >= DATETIME '2026-03-30 00:00:00'", 1 },
        { "d.local WHERE far = DATETIME '2026-03-28 15:53:00'", 2 },
        { "d.local WHERE day = DATE '2026-03-28'", 2 },
        { "d.local WHERE day >= DATE '2026-03-28' AND paris < DATETIME '2026-03-30 00:00:00'", 2 },
        { "d.local WHERE day > DATE '2026-03-30'", 1 },
        { "d.above WHERE paris >= DATETIME '2026-03-29 02:30:00' AND day < DATE '2026-03-31'", 2 },
        { "(SELECT * FROM d.above) WHERE paris >= DATETIME '2026-03-29 02:30:00'", 1 },
        { "d.t WHERE DATETIME(ts, 'Europe/Paris') >= DATETIME '2026-03-29 02:30:00'", 1 },
        { "d.grouped WHERE paris >= DATETIME '2026-03-29 02:30:00'", 1 },
        { "d.local AS a JOIN d.t AS b ON a.n = b.n WHERE a.paris >= DATETIME '2026-03-29 02:30:00'", 1 },
        { "d.local WHERE paris >= DATETIME '2026-03-29 02:30:00' OR n = 3", 0 },
        { "d.local WHERE NOT paris >= DATETIME '2026-03-29 02:30:00'", 0 },
        { "d.local WHERE paris != DATETIME '2026-03-29 02:30:00'", 0 },
        { "d.local WHERE paris >= far", 0 },
        { "d.local WHERE paris >= (SELECT MIN(paris) FROM d.local WHERE n > 200)", 0 },
        { "d.local WHERE paris < DATETIME '0001-01-01 00:00:00'", 1 },
        { "d.local WHERE paris <= DATETIME '9999-12-31 23:59:59'", 1 },
        { "d.hidden WHERE paris >= DATETIME '2026-03-29 02:30:00'", 0 },
    };

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Where_OnALocalTime_KeepsItsRowsAndBoundsTheInstant(string from, int bounds)
    {
        var parts = from.Split(" WHERE ", 2);
        var n = from.Contains(" AS a ", StringComparison.Ordinal) ? "a.n" : "n";
        var sql = $"SELECT {n} FROM {from} ORDER BY 1";

        // as a value the condition is only evaluated, never bounded
        var expected = _warehouse.Query($"SELECT n FROM (SELECT {n} AS n, {parts[1]} AS holds FROM {parts[0]}) WHERE holds ORDER BY 1");

        _warehouse.Query(sql).Should().Equal(expected);
        (_warehouse.Translate(sql).DuckDbSql!.Split("to_days(2)").Length - 1).Should().Be(bounds, from);
    }
}
