using System.Text;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationInformation;
using PmpPulse.Feeds.StationStatus;

namespace PmpPulse.Feeds.Tests;

public sealed class KindVotesTests
{
    [Theory]
    [InlineData("""[{"station_id":1,"is_renting":true}]""", "station_status")]
    [InlineData("""[{"station_id":1,"num_vehicles_available":1}]""", "station_status")]
    [InlineData("""[{"station_id":1,"name":"a","lat":1,"lon":2,"capacity":3}]""", "station_information")]
    [InlineData("""[{"name":"b","num_bikes_available":1,"lat":1}]""", "station_status")]
    [InlineData("""[{"name":"a"},5,{"name":"b"},{"last_reported":1}]""", "station_information")]
    [InlineData("""[{"n\u0061me":"a"}]""", "station_information")]
    [InlineData("""[{"station_id":1},[],null]""", null)]
    [InlineData("""[{"name":"a"},{"last_reported":1}]""", null)]
    public void Winner_OfAList_IsTheKindOfMostElements(string stations, string? kind)
    {
        foreach (var expected in new[] { StationStatusFeed.Kind, StationInformationFeed.Kind })
        {
            var votes = new KindVotes(expected);
            FeedHeaderReader.Read(Encoding.UTF8.GetBytes($$$"""{"data":{"stations":{{{stations}}}}}"""), expected.List, votes).Succeeded.Should().BeTrue();
            (votes.Winner?.Name).Should().Be(kind);
        }
    }
}
