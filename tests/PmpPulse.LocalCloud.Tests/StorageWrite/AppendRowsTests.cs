using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using PmpPulse.LocalCloud.Tests.BigQuery;
using static Google.Cloud.BigQuery.Storage.V1.StorageError.Types;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.Tests.StorageWrite;

public sealed class AppendRowsTests : IAsyncLifetime
{
    private static readonly DescriptorProto Descriptor = RowWriter.Message(
        "Row", RowWriter.Field("id", 1, ProtoType.Int64), RowWriter.Field("name", 2, ProtoType.String));

    private BigQueryHost _host = null!;

    private string Table => _host.TableName("d", "t");

    private string Default => $"{Table}/streams/_default";

    public async ValueTask InitializeAsync()
    {
        _host = await BigQueryHost.StartAsync();
        await _host.CreateTableAsync("d", "t", """[{"name":"id","type":"INT64","mode":"REQUIRED"},{"name":"name","type":"STRING"}]""");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task AppendRows_DefaultStream_RowsAreVisibleWhenAcknowledged()
    {
        using var append = new AppendClient(_host.Storage, Default, Descriptor);

        var response = await append.AppendAsync(Row(1, "one"), Row(2, null));

        response.Error.Should().BeNull();
        response.AppendResult.Offset.Should().BeNull();
        (await _host.RowsAsync("d", "t")).Should().Equal("\"1\"|\"one\"", "\"2\"|null");
    }

    [Fact]
    public async Task AppendRows_ZeroOnTheWire_IsZeroAndNotNull()
    {
        using var append = new AppendClient(_host.Storage, Default, Descriptor);

        await append.AppendAsync(new RowWriter().Int64(1, 0).String(2, "").ToRow());

        (await _host.RowsAsync("d", "t")).Should().Equal("\"0\"|\"\"");
    }

    [Fact]
    public async Task AppendRows_CommittedStream_OffsetsCountRowsAndAreChecked()
    {
        var stream = await CreateStreamAsync();
        using var append = new AppendClient(_host.Storage, stream, Descriptor);

        (await append.AppendAsync([Row(1, "a"), Row(2, "b")], 0)).AppendResult.Offset.Should().Be(0);
        (await append.AppendAsync([Row(3, "c")])).AppendResult.Offset.Should().Be(2);
        var again = await append.AppendAsync([Row(1, "a"), Row(2, "b")], 0);
        var beyond = await append.AppendAsync([Row(9, "z")], 7);
        (await append.AppendAsync([Row(4, "d")], 3)).AppendResult.Offset.Should().Be(3);

        Refused(again, StatusCode.AlreadyExists, StorageErrorCode.OffsetAlreadyExists);
        again.Error.Message.Should().Contain("expected offset 3, received 0");
        Refused(beyond, StatusCode.OutOfRange, StorageErrorCode.OffsetOutOfRange);
        beyond.Error.Message.Should().Contain("expected offset 3, received 7");
        (await _host.RowsAsync("d", "t")).Should().HaveCount(4);
    }

    [Fact]
    public async Task AppendRows_ManyInFlight_AnswersAndRowsKeepTheirOrder()
    {
        var stream = await CreateStreamAsync();
        using var append = new AppendClient(_host.Storage, stream, Descriptor);

        for (var i = 0; i < 100; i++)
            await append.SendAsync([Row(2 * i, "even"), Row((2 * i) + 1, "odd")], 2 * i);
        for (var i = 0; i < 100; i++)
            (await append.ReceiveAsync()).AppendResult.Offset.Should().Be(2 * i);

        var ids = (await _host.RowsAsync("d", "t")).Select(row => row.Split('|')[0]);
        ids.Should().Equal(Enumerable.Range(0, 200).Select(id => $"\"{id}\""));
    }

    [Fact]
    public async Task AppendRows_OneBadRow_RejectsAllAndNamesIt()
    {
        using var append = new AppendClient(_host.Storage, Default, Descriptor);
        var withoutId = new RowWriter().String(2, "no id").ToRow();
        var notUtf8 = new RowWriter().Int64(1, 5).Bytes(2, [0xff, 0xfe]).ToRow();
        var unknown = new RowWriter().Int64(1, 6).Int64(99, 1).ToRow();

        var response = await append.AppendAsync(Row(1, "good"), withoutId, notUtf8, unknown, ByteString.CopyFrom(0xff));

        response.Error.Code.Should().Be((int)StatusCode.InvalidArgument);
        response.RowErrors.Select(error => error.Index).Should().Equal(1, 2, 3, 4);
        response.RowErrors.Should().OnlyContain(error => error.Code == RowError.Types.RowErrorCode.FieldsError && error.Message.Length > 0);
        (await _host.RowsAsync("d", "t")).Should().BeEmpty();
        (await append.AppendAsync(Row(1, "good"))).Error.Should().BeNull();
    }

    [Fact]
    public async Task AppendRows_FieldMissingInTheTable_IsSchemaMismatch()
    {
        var wider = Descriptor.Clone();
        wider.Field.Add(RowWriter.Field("extra", 3, ProtoType.String));
        using var append = new AppendClient(_host.Storage, Default, wider);

        Refused(await append.AppendAsync(Row(1, "a")), StatusCode.InvalidArgument, StorageErrorCode.SchemaMismatchExtraFields);
    }

    [Theory]
    [InlineData(ProtoType.Int64, "name")]
    [InlineData(ProtoType.String, "id")]
    [InlineData(ProtoType.Enum, "id")]
    [InlineData(ProtoType.Group, "name")]
    public async Task AppendRows_WrongProtoType_IsInvalidArgument(ProtoType type, string column)
    {
        var descriptor = Descriptor.Clone();
        descriptor.Field.Single(field => field.Name == column).Type = type;
        using var append = new AppendClient(_host.Storage, Default, descriptor);

        var response = await append.AppendAsync(Row(1, "a"));

        response.Error.Code.Should().Be((int)StatusCode.InvalidArgument);
        response.Error.Message.Should().Contain("mismatched with BigQuery field").And.Contain(column);
    }

    [Fact]
    public async Task AppendRows_RequiredColumnMissingInDescriptor_IsInvalidArgument()
    {
        using var append = new AppendClient(_host.Storage, Default, RowWriter.Message("Row", RowWriter.Field("name", 2, ProtoType.String)));

        (await append.AppendAsync(new RowWriter().String(2, "a").ToRow())).Error.Message.Should().Contain("required field id");
    }

    [Fact]
    public async Task AppendRows_ColumnAddedMeanwhile_IsReportedOnce()
    {
        using var append = new AppendClient(_host.Storage, Default, Descriptor);
        (await append.AppendAsync(Row(1, "a"))).UpdatedSchema.Should().BeNull();
        await _host.SendAsync(
            HttpMethod.Patch,
            "datasets/d/tables/t",
            """{"schema":{"fields":[{"name":"id","type":"INT64","mode":"REQUIRED"},{"name":"name","type":"STRING"},{"name":"tags","type":"STRING","mode":"REPEATED"}]}}""");

        var response = await append.AppendAsync(Row(2, "b"));

        response.UpdatedSchema.Fields.Select(field => field.Name).Should().Equal("id", "name", "tags");
        (await append.AppendAsync(Row(3, "c"))).UpdatedSchema.Should().BeNull();
        (await _host.RowsAsync("d", "t")).Should().Equal("\"1\"|\"a\"|[]", "\"2\"|\"b\"|[]", "\"3\"|\"c\"|[]");
    }

    [Fact]
    public async Task AppendRows_WithoutRoutingHeader_IsInvalidArgument()
    {
        using var call = _host.Storage.AppendRows();
        // the refusal may arrive before the request is written
        var error = await FluentActions.Awaiting(async () =>
        {
            await call.RequestStream.WriteAsync(new AppendRowsRequest { WriteStream = Default });
            await call.ResponseStream.MoveNext(CancellationToken.None);
        }).Should().ThrowAsync<RpcException>();

        error.Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Theory]
    [InlineData("projects/p/datasets/d/tables/none/streams/_default", StatusCode.NotFound)]
    [InlineData("nonsense", StatusCode.InvalidArgument)]
    [InlineData("", StatusCode.InvalidArgument)]
    [InlineData("{table}/streams/unknown", StatusCode.NotFound)]
    public async Task AppendRows_UnknownStream_EndsTheCall(string stream, StatusCode expected)
    {
        using var append = new AppendClient(_host.Storage, stream.Replace("{table}", Table, StringComparison.Ordinal), Descriptor);
        await append.SendAsync([Row(1, "a")]);

        var error = await FluentActions.Awaiting(append.ReceiveAsync).Should().ThrowAsync<RpcException>();

        error.Which.StatusCode.Should().Be(expected);
        error.Which.Status.Detail.Should().NotEndWith(" ", "Google's Node client shows such a message as an empty one");
    }

    [Fact]
    public async Task AppendRows_OverTwentyMegabytes_IsInvalidArgument()
    {
        using var append = new AppendClient(_host.Storage, Default, Descriptor);
        await append.SendAsync([Row(1, new string('x', 20_000_001))]);

        var error = await FluentActions.Awaiting(append.ReceiveAsync).Should().ThrowAsync<RpcException>();

        error.Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Finalize_ThenAppend_IsStreamFinalized()
    {
        var stream = await CreateStreamAsync();
        using var append = new AppendClient(_host.Storage, stream, Descriptor);
        await append.AppendAsync([Row(1, "a"), Row(2, "b")], 0);

        var finalized = await _host.Storage.FinalizeWriteStreamAsync(new FinalizeWriteStreamRequest { Name = stream });
        var refused = await append.AppendAsync([Row(3, "c")], 2);

        finalized.RowCount.Should().Be(2);
        Refused(refused, StatusCode.InvalidArgument, StorageErrorCode.StreamFinalized);
        refused.Error.Message.Should().Contain("Stream has been finalized");
        (await _host.RowsAsync("d", "t")).Should().HaveCount(2);
    }

    [Fact]
    public async Task Finalize_AppendsInFlight_CountsExactlyThoseAcknowledged()
    {
        var stream = await CreateStreamAsync();
        using var append = new AppendClient(_host.Storage, stream, Descriptor);
        for (var i = 0; i < 50; i++)
            await append.SendAsync([Row(i, "x")], i);

        var finalized = await _host.Storage.FinalizeWriteStreamAsync(new FinalizeWriteStreamRequest { Name = stream });
        var acknowledged = 0;
        for (var i = 0; i < 50; i++)
            acknowledged += (await append.ReceiveAsync()).Error is null ? 1 : 0;

        finalized.RowCount.Should().Be(acknowledged);
        (await _host.RowsAsync("d", "t")).Should().HaveCount(acknowledged);
    }

    [Fact]
    public async Task CreateWriteStream_Pending_IsRefused()
    {
        var error = await FluentActions.Awaiting(() => _host.Storage.CreateWriteStreamAsync(new CreateWriteStreamRequest
        {
            Parent = Table,
            WriteStream = new WriteStream { Type = WriteStream.Types.Type.Pending },
        }).ResponseAsync).Should().ThrowAsync<RpcException>();

        error.Which.StatusCode.Should().Be(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task GetWriteStream_Full_DescribesStreamAndTable()
    {
        var stream = await CreateStreamAsync();

        var read = await _host.Storage.GetWriteStreamAsync(new GetWriteStreamRequest { Name = stream, View = WriteStreamView.Full });

        read.Name.Should().Be(stream);
        read.Type.Should().Be(WriteStream.Types.Type.Committed);
        read.TableSchema.Fields.Select(field => field.Name).Should().Equal("id", "name");
    }

    private static ByteString Row(long id, string? name)
    {
        var row = new RowWriter().Int64(1, id);
        return (name is null ? row : row.String(2, name)).ToRow();
    }

    private static void Refused(AppendRowsResponse response, StatusCode code, StorageErrorCode detail)
    {
        response.Error.Code.Should().Be((int)code);
        response.Error.Details.Single().Unpack<StorageError>().Code.Should().Be(detail);
    }

    private async Task<string> CreateStreamAsync()
    {
        var stream = await _host.Storage.CreateWriteStreamAsync(new CreateWriteStreamRequest
        {
            Parent = Table,
            WriteStream = new WriteStream { Type = WriteStream.Types.Type.Committed },
        });
        return stream.Name;
    }
}
