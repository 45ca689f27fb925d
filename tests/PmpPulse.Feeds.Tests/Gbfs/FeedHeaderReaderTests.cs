using System.Text;
using CsCheck;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Feeds.Tests.Gbfs;

public sealed class FeedHeaderReaderTests
{
    private const string Velib = """{"lastUpdatedOther":1760778556,"ttl":3600,"data":{"stations":[ {"station_id":213688169,"num_bikes_available":5,"num_docks_available":30} ]}}""";

    [Fact]
    public void Read_Velib_TakesLastUpdatedOther()
    {
        var header = FeedHeaderReader.Read(Bytes(Velib), StationStatusFeed.List).Header!;
        header.PublishedAt.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1760778556));
        header.TtlSeconds.Should().Be(3600);
        header.Version.Should().BeNull();
        header.Count.Should().Be(1);
        Text(header.List).Should().Be("""[ {"station_id":213688169,"num_bikes_available":5,"num_docks_available":30} ]""");
    }

    [Theory]
    [InlineData("""{"data":{"stations":[]},"last_updated":1760778556,"version":"2.3","ttl":60}""", "2.3")]
    [InlineData("""{"last_updated":"2025-10-18T11:09:16+02:00","version":"3.0","data":{"stations":[]}}""", "3.0")]
    [InlineData("""{"last_updated":1760778556000,"data":{"stations":[]}}""", null)]
    [InlineData("""{"last_updated":"1760778556","data":{"stations":[]}}""", null)]
    [InlineData("""{"last_updated":1760778556,"lastUpdatedOther":1,"data":{"stations":[]}}""", null)]
    [InlineData("""{"last_updated":0,"lastUpdatedOther":1760778556,"data":{"stations":[]}}""", null)]
    [InlineData("""{"last_updated":1600000000,"last_updated":1760778556,"data":{"stations":[]}}""", null)]
    public void Read_PublicationTime_IsFoundInEveryDialect(string feed, string? version)
    {
        var header = FeedHeaderReader.Read(Bytes(feed), StationStatusFeed.List).Header!;
        header.PublishedAt.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1760778556));
        header.Version.Should().Be(version);
        header.Count.Should().Be(0);
    }

    [Theory]
    [InlineData("""{"data":{"stations":[]}}""")]
    [InlineData("""{"last_updated":null,"data":{"stations":[]}}""")]
    [InlineData("""{"last_updated":{"last_updated":1760778556},"data":{"stations":[]},"ttl":"x","version":2}""")]
    [InlineData("""{"last_updated":"\ud800","data":{"stations":[]},"ttl":1.5,"version":"\ud800"}""")]
    public void Read_NoPlausibleTime_IsNull(string feed)
    {
        var header = FeedHeaderReader.Read(Bytes(feed), StationStatusFeed.List).Header!;
        header.PublishedAt.Should().BeNull();
        header.TtlSeconds.Should().BeNull();
        header.Version.Should().BeNull();
    }

    [Theory]
    [InlineData("", ReadErrors.Empty)]
    [InlineData("<html><body>Bad gateway</body></html>", ReadErrors.NotJson)]
    [InlineData("[]", ReadErrors.NotAnObject)]
    [InlineData("{}", "stations_missing")]
    [InlineData("""{"data":[]}""", "stations_missing")]
    [InlineData("""{"data":{}}""", "stations_missing")]
    [InlineData("""{"stations":[]}""", "stations_missing")]
    [InlineData("""{"data":{"stations":[]},"data":{}}""", "stations_missing")]
    [InlineData("""{"data":{"stations":null}}""", "stations_not_an_array")]
    [InlineData("""{"data":{"stations":{"1":{}}}}""", "stations_not_an_array")]
    [InlineData("""{"data":{"stations":[],"stations":"x"}}""", "stations_not_an_array")]
    [InlineData("""{"data":{"stations":[]}} trailing""", ReadErrors.NotJson)]
    [InlineData("""{"data":{"stations":[]}}{}""", ReadErrors.NotJson)]
    [InlineData("""{"data":{"stations":[{"station_id":1},]}}""", ReadErrors.NotJson)]
    [InlineData("""{"data":{"stations":[{"station_id":01}]}}""", ReadErrors.NotJson)]
    [InlineData("""{"data":{"stations":[{"station_id":1,"num_bi""", ReadErrors.NotJson)]
    public void Read_NotAFeed_IsATypedError(string feed, string type) => FeedHeaderReader.Read(Bytes(feed), StationStatusFeed.List).Error!.Type.Should().Be(type);

    [Fact]
    public void Read_ByteOrderMark_IsNotPartOfTheBody()
    {
        var header = FeedHeaderReader.Read(new byte[] { 0xEF, 0xBB, 0xBF }.Concat(Encoding.UTF8.GetBytes(Velib + "\r\n")).ToArray(), StationStatusFeed.List).Header!;
        Text(header.Body).Should().Be(Velib);
    }

    [Fact]
    public void Read_DeeperThanTheLimit_IsRefused()
    {
        var deep = new string('[', 1_000_000);
        FeedHeaderReader.Read(Bytes("""{"data":{"stations":[{"a":""" + deep), StationStatusFeed.List).Error!.Type.Should().Be(ReadErrors.NotJson);
    }

    [Fact]
    public void Read_AnyBytes_DoesNotThrow()
    {
        Gen.Byte.Array[0, 200].Sample(bytes => { Check(bytes); });
        Gen.Int.Sample(seed => { Check(ByteMutator.Mutate(new Random(seed), Encoding.UTF8.GetBytes(Velib))); }, iter: 5_000);

        static void Check(byte[] bytes)
        {
            var read = FeedHeaderReader.Read(bytes, StationStatusFeed.List);
            if (read.Succeeded == (read.Error is not null)) throw new InvalidOperationException("neither or both");
            if (read.Header is { } header) FeedElements.Split(header.List).Should().HaveCount(header.Count);
        }
    }

    [Theory]
    [InlineData("velib-2025-10-18", "station_status.json", 1_495, "station_status")]
    [InlineData("velib-2025-10-18", "station_information.json", null, "station_information")]
    [InlineData("baywheels-2023-07", "station_information.json", null, "station_information")]
    public void Read_RecordedFeed_HasItsHeader(string folder, string file, int? stations, string kind)
    {
        var path = SharedData.Find(folder);
        if (path is null) Assert.Skip(SharedData.SkipReason);
        var votes = new KindVotes(StationStatusFeed.Kind);
        var header = FeedHeaderReader.Read(File.ReadAllBytes(Path.Combine(path, file)), StationStatusFeed.List, votes).Header!;
        header.PublishedAt.Should().NotBeNull();
        votes.Winner!.Name.Should().Be(kind);
        if (stations is { } count) header.Count.Should().Be(count);
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
