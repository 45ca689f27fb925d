using System.Text;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds.StationInformation;
using PmpPulse.Feeds.StationStatus;
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

    [Theory]
    [InlineData("""[{"station_id":1,"is_renting":true}]""", "station_status")]
    [InlineData("""[{"station_id":1,"num_vehicles_available":1}]""", "station_status")]
    [InlineData("""[{"station_id":1,"name":"a","lat":1,"lon":2,"capacity":3}]""", "station_information")]
    [InlineData("""[{"name":"b","num_bikes_available":1,"lat":1}]""", "station_status")]
    [InlineData("""[{"name":"a"},5,{"name":"b"},{"last_reported":1}]""", "station_information")]
    [InlineData("""[{"n\u0061me":"a"}]""", "station_information")]
    [InlineData("""[{"station_id":1},[],null]""", null)]
    [InlineData("""[{"name":"a"},{"last_reported":1}]""", null)]
    public void Recognize_Stations_IdentifiesTheKind(string stations, string? kind)
    {
        foreach (var expected in new[] { StationStatusFeed.Kind, StationInformationFeed.Kind })
        {
            (Feed.Recognize(Encoding.UTF8.GetBytes(stations), expected)?.Name).Should().Be(kind);
        }
    }

    private static RowSchema SchemaOf(TableName table) => RowSchema.FromResourceJson(WarehouseFiles.Table(table).ResourceJson);
}
