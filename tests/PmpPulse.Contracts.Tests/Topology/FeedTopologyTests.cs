using System.Text;
using PmpPulse.Contracts.Topology;
using PmpPulse.Testing;

namespace PmpPulse.Contracts.Tests.Topology;

public sealed class FeedTopologyTests
{
    private static readonly string File = System.IO.File.ReadAllText(Path.Combine(Repository.Root, "infra", "feeds", "velib.station_status.json"));

    [Fact]
    public void All_Feeds_HaveTheirFilesId()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "infra", "feeds"), "*.json").Select(Path.GetFileNameWithoutExtension);

        FeedTopology.All.Select(feed => feed.Id).Should().BeEquivalentTo(files);
    }

    [Fact]
    public void Find_KnownId_IsThatFeed()
    {
        var feed = FeedTopology.Find("velib.station_status");

        feed!.Curation!.Table.Should().Be(new TableName("pmp_curated", "velib_station_status"));
        feed.EventType.Should().Be("station_status_snapshot");
        feed.CuratedTable.Should().Be(feed.Curation.Table);
        FeedTopology.Find("velib.no_such_kind").Should().BeNull();
    }

    [Theory]
    [InlineData("\"topic\": \"pmp-events\",", "", "topic")]
    [InlineData("\"topic\": \"pmp-events\"", "\"topic\": null", "topic")]
    [InlineData("\"topic\": \"pmp-events\"", "\"topic\": \"pmp-events\", \"topik\": \"x\"", "topik")]
    [InlineData("\"topic\": \"pmp-events\"", "\"topic\": \"pmp-events\", \"topic\": \"x\"", "topic")]
    [InlineData("\"port\": 8101", "\"port\": \"8101\"", "collector.port")]
    [InlineData("\"cron\": \"* * * * *\",", "", "cron")]
    [InlineData("pmp_raw.velib_station_status_raw", "velib_station_status_raw", "dataset.table")]
    [InlineData("\"kind\": \"station_status\"", "\"kind\": \"station_information\"", "velib.station_information")]
    public void Parse_FaultyFile_NamesFileAndFault(string from, string to, string named)
    {
        var text = File.Replace(from, to, StringComparison.Ordinal);
        text.Should().NotBe(File, "the fault must be planted");

        var reading = () => FeedFiles.Parse("velib.station_status", new MemoryStream(Encoding.UTF8.GetBytes(text)));

        reading.Should().Throw<InvalidDataException>().Which.Message.Should().Contain("infra/feeds/velib.station_status.json").And.Contain(named);
    }
}
