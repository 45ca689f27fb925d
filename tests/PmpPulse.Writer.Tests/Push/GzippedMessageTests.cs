using System.Net;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests.Push;

public sealed class GzippedMessageTests(Warehouse warehouse) : IClassFixture<Warehouse>
{
    [Fact]
    public async Task Raw_GzippedEvent_HasTheSameRowAsThePlainOne()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var plain = WriterServer.Event("""{"data":{"stations":[{"station_id":1}]},"m":"gzipped"}""");
        (await writer.PushAsync(plain)).Status.Should().Be(HttpStatusCode.NoContent);
        (await writer.PushAsync(EventEncoding.Pack(plain).ToArray())).Status.Should().Be(HttpStatusCode.NoContent);
        var rows = (await warehouse.RowsAsync(Velib.Status.Writer.Table)).Where(row => row["payload"]!.Contains("gzipped", StringComparison.Ordinal)).ToList();
        rows.Should().HaveCount(2);
        rows[1].Should().Equal(rows[0]);
        rows[0]["snapshot_id"].Should().NotBeNull();
    }

    [Fact]
    public async Task Information_GzippedEvent_IsWritten()
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        var plain = WriterServer.Event("""{"data":{"stations":[{"station_id":"gz","name":"N","lat":1,"lon":2}]}}""", SnapshotEvents.StationInformation);
        (await writer.PushAsync(EventEncoding.Pack(plain).ToArray())).Status.Should().Be(HttpStatusCode.NoContent);
        (await warehouse.RowsAsync(Velib.Information.Writer.Table)).Should().ContainSingle(row => row["station_id"] == "gz");
    }

    [Theory]
    [InlineData("cut", ReadErrors.GzipInvalid)]
    [InlineData("bomb", ReadErrors.GzipTooLarge)]
    public async Task Raw_BrokenGzip_IsRecordedUnchanged(string kind, string errorType)
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var data = kind == "bomb" ? EventEncoding.Pack(new byte[50_000_000]).ToArray() : EventEncoding.Pack(WriterServer.Event("{}")).ToArray()[..^3];
        (await writer.PushAsync(data, kind)).Status.Should().Be(HttpStatusCode.NoContent);
        var dead = (await warehouse.RowsAsync(Velib.Status.DeadLetters.Table)).Single(row => row["message_id"] == kind);
        dead["data"].Should().Be(Convert.ToBase64String(data));
        dead["attributes"].Should().Contain(errorType);
    }
}
