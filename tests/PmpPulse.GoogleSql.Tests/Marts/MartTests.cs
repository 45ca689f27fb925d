using PmpPulse.GoogleSql.Tests.Execution;

namespace PmpPulse.GoogleSql.Tests.Marts;

public sealed class MartTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public MartTests()
    {
        foreach (var table in RepositoryFiles.TableNames())
        {
            _warehouse.AddTable(table.Split('.')[0], table.Split('.')[1], RepositoryFiles.Schema(table));
        }

        foreach (var mart in RepositoryFiles.MartNames())
        {
            _warehouse.AddView("pmp_marts", mart, RepositoryFiles.Mart(mart));
        }
    }

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public void EveryMart_OnEmptyTables_RunsWithItsAnnouncedTypes()
    {
        foreach (var mart in RepositoryFiles.MartNames())
        {
            _warehouse.Invoking(w => w.Query($"SELECT * FROM pmp_marts.{mart}")).Should().NotThrow(mart);
        }
    }
}
