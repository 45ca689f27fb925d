using PmpPulse.GoogleSql.Testing;


namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>If the newest snapshot doesn't give bikes by type, the last one that did counts.</summary>
public sealed class LastKnownTypesTests : IDisposable
{
    private const string Sql = """
        SELECT mechanical_available, ebike_available, mechanical_available_last_known, mechanical_available_last_known_ts,
          ebike_available_last_known, ebike_available_last_known_ts
        FROM pmp_marts.velib_latest_state_enriched
        """;

    private readonly TestWarehouse _warehouse = new();

    public LastKnownTypesTests() => _warehouse.AddEverything();

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public void LastKnown_NewestHasTypes_IsTheNewest()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s1", ebikes: "4", mechanical: "2");
        _warehouse.AddStatus("2025-10-18 09:01:00", 2, "s1", ebikes: "0", mechanical: "0");

        _warehouse.Query(Sql).Should().Equal("0 | 0 | 0 | 2025-10-18 09:01:00 | 0 | 2025-10-18 09:01:00");
    }

    [Fact]
    public void LastKnown_DuringTheGlitch_IsTheOneBeforeIt()
    {
        _warehouse.AddStatus("2025-10-18 08:59:00", 1, "s1", ebikes: "4", mechanical: "2");
        _warehouse.AddStatus("2025-10-18 09:00:00", 2, "s1", ebikes: "5", mechanical: "1");
        _warehouse.AddStatus("2025-10-18 09:01:00", 3, "s1", ebikes: "NULL", mechanical: "NULL");
        _warehouse.AddStatus("2025-10-18 09:02:00", 4, "s1", ebikes: "NULL", mechanical: "NULL");

        _warehouse.Query(Sql).Should().Equal("NULL | NULL | 1 | 2025-10-18 09:00:00 | 5 | 2025-10-18 09:00:00");
    }

    [Fact]
    public void LastKnown_AfterDaysWithoutTypes_IsFoundBeforeThem()
    {
        _warehouse.AddStatus("2025-10-15 09:00:00", 1, "s1", ebikes: "5", mechanical: "1");
        _warehouse.AddStatus("2025-10-16 09:00:00", 2, "s1", ebikes: "NULL", mechanical: "3");
        _warehouse.AddStatus("2025-10-17 09:00:00", 3, "s1", ebikes: "NULL", mechanical: "NULL");
        _warehouse.AddStatus("2025-10-18 09:00:00", 4, "s1", ebikes: "NULL", mechanical: "NULL");

        _warehouse.Query(Sql).Should().Equal("NULL | NULL | 3 | 2025-10-16 09:00:00 | 5 | 2025-10-15 09:00:00");
    }

    [Fact]
    public void LastKnown_FeedWithoutTypes_IsNull()
    {
        _warehouse.AddStatus("2025-10-17 09:00:00", 1, "s1", ebikes: "NULL");
        _warehouse.AddStatus("2025-10-18 09:00:00", 2, "s1", ebikes: "NULL");

        _warehouse.Query(Sql).Should().Equal("NULL | NULL | NULL | NULL | NULL | NULL");
    }

    [Fact]
    public void LastKnown_ClockGoesBack_UsesTheCollectionTime()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s1", ebikes: "5", ingestTs: "2025-10-18 09:00:01");
        _warehouse.AddStatus("2025-10-18 08:00:00", 2, "s1", ebikes: "6", ingestTs: "2025-10-18 09:01:01");
        _warehouse.AddStatus("2025-10-18 08:01:00", 3, "s1", ebikes: "NULL", ingestTs: "2025-10-18 09:02:01");

        _warehouse.Query("SELECT ebike_available_last_known, ebike_available_last_known_ts FROM pmp_marts.velib_latest_state").Should().Equal("6 | 2025-10-18 08:00:00");
    }
}
