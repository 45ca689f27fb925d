using System.Threading.Channels;
using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Tables;
using PmpPulse.LocalCloud.Disk;

namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>
/// The write part of Google's BigQuery Storage API v1: the default stream and committed streams. Pending and buffered streams are refused.
/// https://cloud.google.com/bigquery/docs/reference/storage/rpc/google.cloud.bigquery.storage.v1
/// </summary>
internal sealed class BigQueryWriteService(
    Database database,
    TableLayouts layouts,
    TableFacts facts,
    DiskWatch disk,
    TimeProvider clock,
    ILogger<BigQueryWriteService> logger) : BigQueryWrite.BigQueryWriteBase
{
    private const int MaxInFlight = 64;
    private const string RoutingHeader = "x-goog-request-params";

    public override async Task<WriteStream> CreateWriteStream(CreateWriteStreamRequest request, ServerCallContext context)
    {
        var key = StreamName.ParseTable(request.Parent)
            ?? throw StorageErrors.Exception(
                StatusCode.InvalidArgument, "Invalid parent: projects/P/datasets/D/tables/T is expected.", request.Parent);
        switch (request.WriteStream?.Type ?? WriteStream.Types.Type.Unspecified)
        {
            case WriteStream.Types.Type.Committed:
                break;
            case WriteStream.Types.Type.Pending or WriteStream.Types.Type.Buffered:
                throw StorageErrors.Exception(
                    StatusCode.Unimplemented,
                    $"Streams of type {request.WriteStream!.Type} are not supported by LocalCloud.",
                    request.Parent);
            default:
                throw StorageErrors.Exception(StatusCode.InvalidArgument, "The write stream's type is missing or unknown.", request.Parent);
        }

        var (stream, table) = await database.WriteAsync(
            session =>
            {
                var table = session.Catalog.Find(key) ?? throw StorageErrors.TableNotFound(request.Parent);
                if (table.IsView) throw StorageErrors.Exception(StatusCode.InvalidArgument, "A view has no write streams.", request.Parent);
                var now = clock.GetUtcNow();
                var name = new StreamName(key, Guid.NewGuid().ToString("N"));
                var stream = new StreamEntry(
                    session.TakeVersion(), name.ToString(), key, 0, false, now.ToUnixTimeMilliseconds() * 1000,
                    now.ToUnixTimeMilliseconds());
                session.Add(stream);
                return (stream, table);
            },
            context.CancellationToken);
        return Describe(stream.Name, stream.CreatedMicros, table, withSchema: true);
    }

    public override Task<WriteStream> GetWriteStream(GetWriteStreamRequest request, ServerCallContext context)
    {
        var name = Parse(request.Name);
        var catalog = database.Catalog;
        var table = catalog.Find(name.Table) ?? throw StorageErrors.TableNotFound(name.Table.ResourceName);
        var withSchema = request.View == WriteStreamView.Full;
        if (name.IsDefault) return Task.FromResult(Describe(name.ToString(), table.Stamp.CreatedMs * 1000, table, withSchema));
        return catalog.Streams.TryGetValue(name.ToString(), out var stream)
            ? Task.FromResult(Describe(stream.Name, stream.CreatedMicros, table, withSchema))
            : throw StorageErrors.Exception(StorageErrors.StreamNotFound(request.Name));
    }

    public override async Task<FinalizeWriteStreamResponse> FinalizeWriteStream(
        FinalizeWriteStreamRequest request, ServerCallContext context)
    {
        var name = Parse(request.Name);
        if (name.IsDefault)
        {
            throw StorageErrors.Exception(
                StatusCode.InvalidArgument,
                "The default stream can't be finalized.",
                request.Name,
                StorageError.Types.StorageErrorCode.InvalidStreamType);
        }

        // queued behind the appends in flight, so it waits for them
        var rows = await database.WriteAsync(
            session =>
            {
                if (!session.Catalog.Streams.TryGetValue(name.ToString(), out var stream))
                {
                    throw StorageErrors.Exception(StorageErrors.StreamNotFound(request.Name));
                }

                if (!stream.Finalized) session.Update(stream with { Finalized = true });
                return stream.NextOffset;
            },
            context.CancellationToken);
        return new FinalizeWriteStreamResponse { RowCount = rows };
    }

    public override Task<BatchCommitWriteStreamsResponse> BatchCommitWriteStreams(
        BatchCommitWriteStreamsRequest request, ServerCallContext context) =>
        throw StorageErrors.Exception(
            StatusCode.Unimplemented, "LocalCloud supports no pending streams, so there is nothing to commit.", request.Parent);

    public override Task<FlushRowsResponse> FlushRows(FlushRowsRequest request, ServerCallContext context) =>
        throw StorageErrors.Exception(
            StatusCode.Unimplemented, "LocalCloud supports no buffered streams, so there is nothing to flush.", request.WriteStream);

    public override async Task AppendRows(
        IAsyncStreamReader<AppendRowsRequest> requestStream,
        IServerStreamWriter<AppendRowsResponse> responseStream,
        ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue(RoutingHeader) is not { } routing
            || !routing.Contains("write_stream=", StringComparison.Ordinal))
        {
            throw new RpcException(new Status(
                StatusCode.InvalidArgument, $"Invalid resource: the metadata {RoutingHeader} must carry write_stream=<name>."));
        }

        // responses are sent in the order of the requests, while later requests are decoded
        var answers = Channel.CreateBounded<Task<AppendRowsResponse>>(
            new BoundedChannelOptions(MaxInFlight) { SingleReader = true, SingleWriter = true });
        var answering = AnswerAsync(answers.Reader, responseStream, context.CancellationToken);
        try
        {
            var connection = new AppendRowsCall(database, layouts, facts, disk, clock, logger);
            while (!answering.IsCompleted && await requestStream.MoveNext(context.CancellationToken))
            {
                await answers.Writer.WriteAsync(
                    await connection.AppendAsync(requestStream.Current, context.CancellationToken), context.CancellationToken);
            }
        }
        catch (InvalidProtocolBufferException)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The request is not a valid AppendRowsRequest."));
        }
        catch (BigQueryException e) when (e.Code == 503)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, disk.Report is { Full: true } full ? $"{full}." : e.Message));
        }
        catch (Exception e) when (e is not RpcException and not OperationCanceledException and not IOException)
        {
            Log.StorageCallFailed(logger, e, nameof(AppendRows), routing);
            throw new RpcException(new Status(StatusCode.Internal, "An internal error occurred; the append can be retried."));
        }
        finally
        {
            // every accepted request is answered, however the connection ends
            answers.Writer.TryComplete();
            await answering;
        }
    }

    private static async Task AnswerAsync(
        ChannelReader<Task<AppendRowsResponse>> answers,
        IServerStreamWriter<AppendRowsResponse> responses,
        CancellationToken cancellationToken)
    {
        await foreach (var answer in answers.ReadAllAsync(CancellationToken.None))
        {
            var response = await answer;
            if (!cancellationToken.IsCancellationRequested) await responses.WriteAsync(response, cancellationToken);
        }
    }

    private static StreamName Parse(string name) => StreamName.Parse(name)
        ?? throw StorageErrors.Exception(StatusCode.InvalidArgument, "Invalid stream name.", name);

    private static WriteStream Describe(string name, long createdMicros, TableEntry table, bool withSchema)
    {
        var created = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddMicroseconds(createdMicros));
        return new WriteStream
        {
            Name = name,
            Type = WriteStream.Types.Type.Committed,
            CreateTime = created,
            CommitTime = created,
            WriteMode = WriteStream.Types.WriteMode.Insert,
            TableSchema = withSchema ? StorageSchemas.Write(table.Fields) : null,
        };
    }
}
