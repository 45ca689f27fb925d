using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PmpPulse.Contracts.Json;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests.Push;

/// <summary>Messages that can never succeed are recorded whole and acknowledged, and write nothing to the table.</summary>
public sealed class DeadLetterTests(Warehouse warehouse) : IClassFixture<Warehouse>
{
    public static TheoryData<byte[], string> BadMessages => new()
    {
        { [], ReadErrors.Empty },
        { "null"u8.ToArray(), ReadErrors.NotAnObject },
        { "hello"u8.ToArray(), ReadErrors.NotJson },
        { [0xFF, 0xFE, 0x00], ReadErrors.NotUtf8 },
        { [.. "{\"key\":\""u8, 0xC3, .. "\"}"u8], ReadErrors.NotUtf8 },
        { "{}"u8.ToArray(), ReadErrors.MissingField },
        { "{\"ingest_ts\":5}"u8.ToArray(), ReadErrors.InvalidField },
        { WriterServer.Event("{}")[..^1], ReadErrors.NotJson },
        { WriterServer.Event("{\"broken\":"), ReadErrors.NotJson },
        { WriterServer.Event("null"), ReadErrors.MissingField },
        { WriterServer.Event("\"\\ud800\""), ReadErrors.InvalidField },
        { WriterServer.Event("{}", SnapshotEvents.StationInformation), "wrong_event_type" },
    };

    [Theory]
    [MemberData(nameof(BadMessages), DisableDiscoveryEnumeration = true)]
    public async Task Push_BadMessage_IsRecordedWhole(byte[] data, string errorType)
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var id = Guid.NewGuid().ToString();
        var before = (await warehouse.RowsAsync(Velib.Status.Writer.Table)).Count;
        (await writer.PushAsync(data, id, ("source", "velib"), ("pmp_error_type", "from outside"))).Status.Should().Be(HttpStatusCode.NoContent);

        var record = (await warehouse.RowsAsync(Velib.Status.DeadLetters.Table)).Should().ContainSingle(row => row["message_id"] == id).Which;
        Convert.FromBase64String(record["data"]!).Should().Equal(data);
        record["subscription_name"].Should().Be(WriterServer.Subscription);
        record["publish_time"].Should().Be("1760778561500000");
        var attributes = JsonNode.Parse(record["attributes"]!)!;
        attributes["source"]!.GetValue<string>().Should().Be("velib");
        attributes["pmp_error_type"]!.GetValue<string>().Should().Be(errorType);
        attributes["pmp_error_message"]!.GetValue<string>().Should().NotBeEmpty();
        (await warehouse.RowsAsync(Velib.Status.Writer.Table)).Should().HaveCount(before);
    }

    [Fact]
    public async Task Push_AnyBytesAsMessage_IsAcknowledgedAndRecordedOnce()
    {
        await using var writer = await WriterServer.StartInformationAsync(warehouse.Host);
        var random = new Random(11);
        var good = WriterServer.Event("{\"data\":{\"stations\":[]}}", SnapshotEvents.StationInformation);
        for (var i = 0; i < 60; i++)
        {
            var data = (byte[])good.Clone();
            data[random.Next(data.Length)] = (byte)random.Next(128, 256);
            (await writer.PushAsync(data, $"any-{i}")).Status.Should().Be(HttpStatusCode.NoContent);
        }

        (await warehouse.RowsAsync(Velib.Information.DeadLetters.Table)).Select(row => row["message_id"])
            .Where(id => id!.StartsWith("any-", StringComparison.Ordinal)).Should().HaveCount(60).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Push_NoAttributesNoData_IsRecordedAsEmpty()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        (await writer.PostAsync(Encoding.UTF8.GetBytes("""{"message":{"messageId":"bare"}}"""))).Status.Should().Be(HttpStatusCode.NoContent);
        var record = (await warehouse.RowsAsync(Velib.Status.DeadLetters.Table)).Single(row => row["message_id"] == "bare");
        record["data"].Should().BeEmpty();
        record["publish_time"].Should().BeNull();
    }
}
