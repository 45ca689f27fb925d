using System.Collections.Concurrent;
using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace PmpPulse.Writer.Tests;

/// <summary>BigQuery's write API on a free port; the test decides the answer to each append.</summary>
internal sealed class FakeBigQueryWrite : BigQueryWrite.BigQueryWriteBase, IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>Answers an append: a response, or an exception that ends the connection.</summary>
    public Func<string, IReadOnlyList<ByteString>, AppendRowsResponse> Answer { get; set; } = (_, _) => Appended;

    /// <summary>Table and rows of each append received.</summary>
    public ConcurrentQueue<(string Table, IReadOnlyList<ByteString> Rows)> Appends { get; } = [];

    public string Host => new Uri(_app.Urls.First()).Authority;

    public static AppendRowsResponse Appended => new() { AppendResult = new AppendRowsResponse.Types.AppendResult() };

    /// <summary>Rejects the append because of some of its rows.</summary>
    public static AppendRowsResponse Rejecting(params int[] rows)
    {
        var response = new AppendRowsResponse { Error = new Google.Rpc.Status { Code = (int)StatusCode.InvalidArgument, Message = "There were row errors." } };
        response.RowErrors.AddRange(rows.Select(row => new RowError { Index = row, Code = RowError.Types.RowErrorCode.FieldsError, Message = "bad field" }));
        return response;
    }

    public static async Task<FakeBigQueryWrite> StartAsync()
    {
        var fake = new FakeBigQueryWrite();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc(o => o.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(fake);
        fake._app = builder.Build();
        fake._app.MapGrpcService<FakeBigQueryWrite>();
        await fake._app.StartAsync();
        return fake;
    }

    public override async Task AppendRows(
        IAsyncStreamReader<AppendRowsRequest> requestStream, IServerStreamWriter<AppendRowsResponse> responseStream, ServerCallContext context)
    {
        var table = "";
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            // only the first request of a connection names the stream
            if (request.WriteStream.Length > 0) table = request.WriteStream.Split('/')[5];
            Appends.Enqueue((table, request.ProtoRows.Rows.SerializedRows));
            await responseStream.WriteAsync(Answer(table, request.ProtoRows.Rows.SerializedRows), context.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
