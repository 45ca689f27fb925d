using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Warehouse;

namespace PmpPulse.Feeds.Tests;

public sealed class FeedTests
{
    [Fact]
    public void All_NamesAndEventTypes_AreDistinct()
    {
        Feed.All.Select(kind => kind.Name).Should().OnlyHaveUniqueItems();
        Feed.All.Select(kind => kind.EventType).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void All_KindOfEachTopology_IsKnownAndAcceptedByItsServices()
    {
        foreach (var topology in FeedTopology.All)
        {
            var kind = Feed.Named(topology.Kind);
            kind.EventType.Should().Be(topology.EventType);
            (kind.Curated is not null).Should().Be(topology.Curation is not null, "of {0}", topology.Id);
        }
    }

    [Fact]
    public void All_TablesOfEachTopology_HaveTheirKindsIdColumn()
    {
        foreach (var topology in FeedTopology.All.Where(feed => feed.Curation is not null))
        {
            var (kind, curated) = (Feed.Named(topology.Kind), SchemaOf(topology.Curation!.Table));
            kind.Curated!(curated).Schema.Should().BeSameAs(curated);
            foreach (var column in new[] { "snapshot_id", "ingest_ts", kind.List.Id, kind.List.JsonColumn }) curated.Column(column).Name.Should().Be(column);
            SchemaOf(topology.Curation.DeadLetterTable).Column(kind.List.Id).Type.Should().Be("STRING");
        }
    }

    [Fact]
    public void Named_Unknown_ListsTheKnownKinds()
    {
        var find = () => Feed.Named("alerts");
        find.Should().Throw<ArgumentException>().WithMessage("*'alerts'*station_status*");
    }

    private static RowSchema SchemaOf(TableName table) => RowSchema.FromResourceJson(WarehouseFiles.Table(table).ResourceJson);
}
