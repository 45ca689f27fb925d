using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace PmpPulse.LocalCloud.Tests.StorageWrite;

/// <summary>One AppendRows connection.</summary>
internal sealed class AppendClient(BigQueryWrite.BigQueryWriteClient client, string stream, DescriptorProto descriptor) : IDisposable
{
    private readonly AsyncDuplexStreamingCall<AppendRowsRequest, AppendRowsResponse> _call =
        client.AppendRows(new Metadata { { "x-goog-request-params", $"write_stream={stream}" } });

    private bool _first = true;

    public Task SendAsync(IEnumerable<ByteString> rows, long? offset = null, DescriptorProto? changed = null)
    {
        var data = new AppendRowsRequest.Types.ProtoData { Rows = new ProtoRows() };
        data.Rows.SerializedRows.AddRange(rows);
        if (_first || changed is not null)
            data.WriterSchema = new ProtoSchema { ProtoDescriptor = changed ?? descriptor };
        var request = new AppendRowsRequest { ProtoRows = data, Offset = offset };
        if (_first)
            request.WriteStream = stream;
        _first = false;
        return _call.RequestStream.WriteAsync(request);
    }

    public async Task<AppendRowsResponse> ReceiveAsync()
    {
        (await _call.ResponseStream.MoveNext(CancellationToken.None)).Should().BeTrue();
        return _call.ResponseStream.Current;
    }

    public async Task<AppendRowsResponse> AppendAsync(IEnumerable<ByteString> rows, long? offset = null, DescriptorProto? changed = null)
    {
        await SendAsync(rows, offset, changed);
        return await ReceiveAsync();
    }

    public Task<AppendRowsResponse> AppendAsync(params ByteString[] rows) => AppendAsync(rows, null);

    public void Dispose() => _call.Dispose();
}
