using System.Text.Json;
using System.Text.RegularExpressions;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.Testing;

namespace PmpPulse.Warehouse.Tests;

public sealed class WarehouseFilesTests
{
    [Fact]
    public void Tables_Files_CoverEveryNamedTable()
    {
        var names = FeedTopology.All
            .SelectMany(feed => new[] { feed.Writer.Table, feed.DeadLetters.Table, feed.Curation?.Table, feed.Curation?.DeadLetterTable, feed.Curation?.Register })
            .OfType<TableName>()
            .Append(SharedNames.ParkedDeadLetters)
            .Append(SharedNames.Areas)
            .Concat(WarehouseFiles.Refreshes.Select(refresh => refresh.Table));

        WarehouseFiles.Tables.Select(table => table.Name).Should().BeEquivalentTo(names);
    }

    [Fact]
    public void Tables_Each_HasASchemaWithDescribedFields()
    {
        foreach (var table in WarehouseFiles.Tables)
        {
            using var resource = JsonDocument.Parse(table.ResourceJson);
            foreach (var field in resource.RootElement.GetProperty("schema").GetProperty("fields").EnumerateArray())
            {
                field.GetProperty("description").GetString().Should().NotBeNullOrEmpty(
                    "{0}.{1} is read by people", table.Name, field.GetProperty("name").GetString());
            }
        }
    }

    [Fact]
    public void CuratedColumns_OfEachFeed_HaveTheirMeaningInAGuide()
    {
        var guides = Directory.GetFiles(Repository.PathOf("docs"), "*.md").Select(File.ReadAllText).ToList();
        foreach (var table in FeedTopology.All.Select(feed => feed.CuratedTable).Distinct())
        {
            using var resource = JsonDocument.Parse(WarehouseFiles.Table(table).ResourceJson);
            var columns = resource.RootElement.GetProperty("schema").GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("name").GetString()!).ToList();
            var about = guides.Where(guide => guide.Contains(table.ToString(), StringComparison.Ordinal)).ToList();

            columns.Where(column => !about.Exists(guide => guide.Contains($"`{column}`", StringComparison.Ordinal))).Should().BeEmpty("of {0}", table);
        }
    }

    [Fact]
    public void Assertions_OfEachCuratedFeed_HoldItsRowsUniqueAndItsSnapshotsCurated()
    {
        foreach (var curated in FeedTopology.All.Where(feed => feed.Curation is not null))
        {
            var raw = WarehouseFiles.Assertions.Where(rule => Reads(rule, curated.Writer.Table)).ToList();

            raw.Should().Contain(rule => Reads(rule, curated.Curation!.Table) && Reads(rule, curated.Curation.DeadLetterTable), "a lost row of {0} must be found", curated.Id);
            WarehouseFiles.Assertions.Except(raw).Should().Contain(rule => Reads(rule, curated.Curation!.Table), "a second copy of a row of {0} must be found", curated.Id);
        }
    }

    [Fact]
    public void Marts_Order_IsByDependency()
    {
        var names = WarehouseFiles.Marts.Select(mart => mart.Name.Table).ToList();

        names.Should().BeEquivalentTo(RepositoryFiles.MartNames());
        names.IndexOf("gbfs_latest_state").Should().BeGreaterThan(names.IndexOf("velib_latest_state_mv"));
        names.IndexOf("velib_latest_state").Should().BeGreaterThan(names.IndexOf("gbfs_latest_state"));
        names.IndexOf("gbfs_latest_state_enriched").Should().BeGreaterThan(names.IndexOf("gbfs_station_information_latest"));
        names.IndexOf("velib_totals_hourly_paris").Should().BeGreaterThan(names.IndexOf("gbfs_totals_hourly"));
    }

    [Fact]
    public void InDependencyOrder_Cycle_NamesTheViews()
    {
        var order = () => WarehouseFiles.InDependencyOrder(
        [
            new Mart(new TableName("d", "a"), "SELECT * FROM d.b", false),
            new Mart(new TableName("d", "b"), "SELECT * FROM d.a", false),
        ]);

        order.Should().Throw<InvalidOperationException>().WithMessage("*d.a, d.b*");
    }

    private static bool Reads(Assertion rule, TableName table) => Regex.IsMatch(rule.Query, $@"\b{Regex.Escape(table.ToString())}\b");
}
