using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Grpc.Core;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Tables;
using RpcStatus = Google.Rpc.Status;

namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>
/// The decoded rows of one request, and the descriptor they were sent with, which is needed again if the table is altered meanwhile.
/// </summary>
internal sealed record DecodedRows(
    TableEntry Table,
    Google.Protobuf.Reflection.DescriptorProto Descriptor,
    IReadOnlyList<ByteString> Rows,
    List<RowChunk> Chunks) : IDisposable
{
    public void Dispose()
    {
        foreach (var chunk in Chunks) chunk.Dispose();
        Chunks.Clear();
    }
}

/// <summary>
/// Appends decoded rows and advances the stream's offset in one transaction. Offsets are checked here, where writes are serialized.
/// </summary>
internal sealed class AppendOperation(
    StreamName stream, long? offset, DecodedRows rows, TableFacts facts, TimeProvider clock) : WriteOperation
{
    private readonly TaskCompletionSource<AppendRowsResponse> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AppendRowsResponse _response = new();

    /// <summary>The response. An error that must end the call is an <see cref="RpcException"/>.</summary>
    public Task<AppendRowsResponse> Completion => _completion.Task;

    public override long? SharedBytes { get; } = rows.Rows.Sum(row => (long)row.Length);

    public override void Execute(WriteSession session)
    {
        _response = new AppendRowsResponse { WriteStream = stream.ToString() };
        if (session.Catalog.Find(rows.Table.Key) is not { } table)
        {
            _response.Error = StorageErrors.StreamNotFound(stream.ToString());
            return;
        }

        StreamEntry? entry = null;
        if (!stream.IsDefault)
        {
            if (!session.Catalog.Streams.TryGetValue(stream.ToString(), out entry))
            {
                _response.Error = StorageErrors.StreamNotFound(stream.ToString());
                return;
            }

            if (Refusal(entry) is { } refusal)
            {
                _response.Error = refusal;
                return;
            }
        }

        _response.AppendResult = new AppendRowsResponse.Types.AppendResult { Offset = entry?.NextOffset };
        if (rows.Rows.Count == 0) return;
        if (table.Fields == rows.Table.Fields) ChunkAppender.Append(session, table, rows.Chunks);
        else if (!AppendToAltered(session, table)) return;
        if (entry is not null)
        {
            session.Update(entry with
            {
                NextOffset = entry.NextOffset + rows.Rows.Count,
                UsedMs = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        }
    }

    public override void Committed()
    {
        rows.Dispose();
        if (_response.AppendResult is not null) facts.RowsChanged(rows.Table.Key);
        _completion.TrySetResult(_response);
    }

    public override void Failed(Exception error)
    {
        rows.Dispose();
        _completion.TrySetException(error);
    }

    private RpcStatus? Refusal(StreamEntry entry)
    {
        if (entry.Finalized) return StorageErrors.StreamFinalized(entry.Name);
        if (offset < entry.NextOffset) return StorageErrors.OffsetAlreadyExists(entry.Name, entry.NextOffset, offset.Value);
        return offset > entry.NextOffset ? StorageErrors.OffsetOutOfRange(entry.Name, entry.NextOffset, offset.Value) : null;
    }

    /// <summary>Decodes the rows again, because the table's schema changed after they were decoded.</summary>
    private bool AppendToAltered(WriteSession session, TableEntry table)
    {
        try
        {
            var schema = WriterSchema.Create(rows.Descriptor, table.Fields);
            var (chunks, errors) = new RowDecoder(schema, TableLayout.Read(session.Connection, table, session.Documents)).Decode(rows.Rows);
            using var decoded = rows with { Chunks = chunks };
            if (errors.Count == 0)
            {
                ChunkAppender.Append(session, table, chunks);
                return true;
            }

            _response.Error = AppendErrors.Rows(stream.ToString());
            _response.RowErrors.AddRange(errors);
        }
        catch (WriterSchemaException e)
        {
            _response.Error = AppendErrors.Schema(e, stream.ToString());
        }

        return false;
    }
}
