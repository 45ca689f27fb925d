using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using PmpPulse.LocalCloud.Tests.BigQuery;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.Tests.StorageWrite;

/// <summary>A malformed call gets a fitting error code and doesn't disturb other calls on the same connection.</summary>
public sealed class MalformedAppendTests : IAsyncLifetime
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);
    private static readonly DescriptorProto Descriptor = RowWriter.Message("Row", RowWriter.Field("i", 1, ProtoType.Int64), RowWriter.Field("s", 2, ProtoType.String));

    private BigQueryHost _host = null!;
    private GrpcChannel _channel = null!;

    private string Default => $"{_host.TableName("d", "t")}/streams/_default";

    public async ValueTask InitializeAsync()
    {
        _host = await BigQueryHost.StartAsync();
        await _host.CreateTableAsync("d", "t", """[{"name":"i","type":"INT64"},{"name":"s","type":"STRING"},{"name":"r","type":"RECORD","fields":[{"name":"x","type":"INT64"}]}]""");
        _channel = GrpcChannel.ForAddress(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    public static TheoryData<string> StreamNames() =>
    [
        "x", "/", "projects/p", "projects/p/datasets/d/tables/t", "projects/p/datasets/d/tables/t/streams", "projects/p/datasets/d/tables/t/streams/",
        "projects/p/datasets/d/tables//streams/_default", "projects//datasets/d/tables/t/streams/_default", "projects/p/datasets/d/tables/t/streams/a/b",
        "Projects/p/datasets/d/tables/t/streams/_default", "projects/p/datasets/d/tables/t/streams/_default/", "\0", "ü\n\r\t\u202e", new string('x', 100_000),
        string.Concat(Enumerable.Repeat("😀", 20_000)),
    ];

    [Theory]
    [MemberData(nameof(StreamNames))]
    public async Task Append_InvalidStreamName_IsInvalidArgument(string name)
    {
        var request = Request();
        request.WriteStream = name;

        (await RefusalAsync(request.ToByteArray())).Should().Be(StatusCode.InvalidArgument);
        (await RefusalAsync(new GetWriteStreamRequest { Name = name }.ToByteArray(), "GetWriteStream")).Should().Be(StatusCode.InvalidArgument);
        (await RefusalAsync(new FinalizeWriteStreamRequest { Name = name }.ToByteArray(), "FinalizeWriteStream")).Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Append_MissingTableOrStream_IsNotFound()
    {
        var request = Request();
        request.WriteStream = $"{_host.TableName("d", "missing")}/streams/_default";
        (await RefusalAsync(request.ToByteArray())).Should().Be(StatusCode.NotFound);
        request.WriteStream = $"{_host.TableName("d", "t")}/streams/missing";
        (await RefusalAsync(request.ToByteArray())).Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task Append_BytesThatAreNotARequest_IsInvalidArgument()
    {
        var random = new Random(20261130);
        byte[][] broken = [[0xff], [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], [0x08], [0x22, 0x05, 0x0a], [0x0b, 0x0b, 0x0b], .. Enumerable.Range(0, 30).Select(_ => Cut(random))];
        foreach (var bytes in broken)
        {
            (await RefusalAsync(bytes)).Should().BeOneOf(StatusCode.InvalidArgument, StatusCode.NotFound);
            (await RefusalAsync(bytes, "CreateWriteStream")).Should().BeOneOf(StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.Unimplemented);
        }

        byte[] Cut(Random source)
        {
            var whole = Request().ToByteArray();
            return whole[..source.Next(1, whole.Length - 1)];
        }
    }

    public static TheoryData<string> Requests() =>
    [
        "no schema", "empty schema", "no descriptor", "no stream", "negative offset", "offset on the default stream", "arrow", "too many bytes", "too many rows",
        "long type name", "type that is not there", "type that holds itself", "number 0", "unknown type",
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Append_MeaninglessRequest_IsRefused(string what)
    {
        var request = Request();
        switch (what)
        {
            case "no schema": request.ProtoRows.WriterSchema = null; break;
            case "empty schema": request.ProtoRows.WriterSchema = new ProtoSchema { ProtoDescriptor = new DescriptorProto() }; break;
            case "no descriptor": request.ProtoRows.WriterSchema = new ProtoSchema(); break;
            case "no stream": request.WriteStream = ""; break;
            case "negative offset": request.Offset = -1; break;
            case "offset on the default stream": request.Offset = 0; break;
            case "arrow": request.ArrowRows = new AppendRowsRequest.Types.ArrowData(); break;
            case "too many bytes": request.ProtoRows.Rows.SerializedRows.Add(new RowWriter().String(2, new string('x', 21_000_000)).ToRow()); break;
            case "too many rows": request.ProtoRows.Rows.SerializedRows.Add(Enumerable.Repeat(ByteString.Empty, 1_000_001)); break;
            case "long type name": Message(request, string.Join('.', Enumerable.Repeat("a", 100_000))); break;
            case "type that is not there": Message(request, "Missing"); break;
            case "type that holds itself": Message(request, "Row"); break;
            case "number 0": Field(request, 1).Number = 0; break;
            case "unknown type": Field(request, 1).Type = (ProtoType)77; break;
        }

        (await RefusalAsync(request.ToByteArray())).Should().Be(what == "arrow" ? StatusCode.Unimplemented : StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Append_TooLargeMessage_EndsOnlyThatCall()
    {
        using var good = new AppendClient(new BigQueryWrite.BigQueryWriteClient(_channel), Default, Descriptor);
        (await good.AppendAsync(new RowWriter().Int64(1, 1).ToRow())).Error.Should().BeNull();

        (await RefusalAsync(new byte[40_000_000])).Should().BeOneOf(StatusCode.ResourceExhausted, StatusCode.InvalidArgument);

        (await good.AppendAsync(new RowWriter().Int64(1, 2).ToRow())).Error.Should().BeNull();
    }

    private static FieldDescriptorProto Field(AppendRowsRequest request, int number) =>
        (request.ProtoRows.WriterSchema.ProtoDescriptor = Descriptor.Clone()).Field.Single(field => field.Number == number);

    private static void Message(AppendRowsRequest request, string type)
    {
        var field = Field(request, 1);
        (field.Name, field.Number, field.Type, field.TypeName) = ("r", 3, ProtoType.Message, type);
    }

    private AppendRowsRequest Request()
    {
        var rows = new ProtoRows();
        rows.SerializedRows.Add(new RowWriter().Int64(1, 1).String(2, "a").ToRow());
        return new AppendRowsRequest
        {
            WriteStream = Default,
            ProtoRows = new AppendRowsRequest.Types.ProtoData { WriterSchema = new ProtoSchema { ProtoDescriptor = Descriptor }, Rows = rows },
        };
    }

    /// <summary>The error code of a refused call, from its status or its answer, while another call on the connection goes on.</summary>
    private async Task<StatusCode> RefusalAsync(byte[] bytes, string method = "AppendRows")
    {
        using var neighbour = new AppendClient(new BigQueryWrite.BigQueryWriteClient(_channel), Default, Descriptor);
        (await neighbour.AppendAsync(new RowWriter().Int64(1, 1).ToRow())).Error.Should().BeNull();
        var code = await CallAsync(bytes, method);
        (await neighbour.AppendAsync(new RowWriter().Int64(1, 2).ToRow())).Error.Should().BeNull();
        return code;
    }

    private async Task<StatusCode> CallAsync(byte[] bytes, string method)
    {
        var type = method == "AppendRows" ? MethodType.DuplexStreaming : MethodType.Unary;
        var call = new Method<byte[], byte[]>(type, "google.cloud.bigquery.storage.v1.BigQueryWrite", method, Bytes, Bytes);
        var options = new CallOptions(new Metadata { { "x-goog-request-params", "write_stream=x" } });
        try
        {
            if (type == MethodType.Unary)
            {
                await _channel.CreateCallInvoker().AsyncUnaryCall(call, null, options, bytes);
                return StatusCode.OK;
            }

            using var append = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(call, null, options);
            try
            {
                await append.RequestStream.WriteAsync(bytes);
                await append.RequestStream.CompleteAsync();
            }
            catch (RpcException)
            {
                // refused before it was sent completely; reading gives the reason
            }

            if (!await append.ResponseStream.MoveNext(CancellationToken.None)) return append.GetStatus().StatusCode;
            return (StatusCode)(AppendRowsResponse.Parser.ParseFrom(append.ResponseStream.Current).Error?.Code ?? 0);
        }
        catch (RpcException exception)
        {
            return exception.StatusCode;
        }
    }
}
