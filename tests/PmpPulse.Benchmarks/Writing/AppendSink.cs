using System.Net;
using Google.Cloud.BigQuery.Storage.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmpPulse.Benchmarks.Writing;

/// <summary>Stands in for BigQuery's Storage Write API, and accepts every row at once: only the writer is measured.</summary>
internal sealed class AppendSink : BigQueryWrite.BigQueryWriteBase, IAsyncDisposable
{
    private const int MaxAppendBytes = 32 * 1024 * 1024;

    private readonly WebApplication _app;
    private long _rows;

    private AppendSink()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MaxAppendBytes);
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<AppendSink>();
    }

    public string Host => new Uri(_app.Urls.First()).Authority;

    /// <summary>Rows accepted so far.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    public static async Task<AppendSink> StartAsync(CancellationToken cancellationToken)
    {
        var sink = new AppendSink();
        await sink._app.StartAsync(cancellationToken);
        return sink;
    }

    public override async Task AppendRows(
        IAsyncStreamReader<AppendRowsRequest> requestStream, IServerStreamWriter<AppendRowsResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            Interlocked.Add(ref _rows, requestStream.Current.ProtoRows.Rows.SerializedRows.Count);
            await responseStream.WriteAsync(new AppendRowsResponse { AppendResult = new AppendRowsResponse.Types.AppendResult() });
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
