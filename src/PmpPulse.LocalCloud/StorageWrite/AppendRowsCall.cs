using System.Collections.Immutable;
using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.BigQuery.Tables;
using PmpPulse.LocalCloud.Disk;

namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>
/// The state of one AppendRows connection: its stream and, for each table, the writer's descriptor, which is sent only once. Requests are
/// decoded in order; their commits may be grouped with those of other connections.
/// </summary>
internal sealed class AppendRowsCall(
    Database database, TableLayouts layouts, TableFacts facts, DiskWatch disk, TimeProvider clock, ILogger logger)
{
    /// <summary>Google's documented size limit for an append.</summary>
    public const int MaxBytes = 20_000_000;

    /// <summary>20 MB of the smallest rows would be ten million rows, and a gigabyte of columns.</summary>
    private const int MaxRows = 1_000_000;

    private readonly Dictionary<StreamName, Writer> _writers = [];
    private StreamName? _current;

    /// <summary>Decodes and queues one request.</summary>
    /// <returns>A task for the response.</returns>
    /// <exception cref="RpcException">The connection must end.</exception>
    public async ValueTask<Task<AppendRowsResponse>> AppendAsync(AppendRowsRequest request, CancellationToken cancellationToken)
    {
        var stream = Stream(request);
        if (request.RowsCase == AppendRowsRequest.RowsOneofCase.ArrowRows)
        {
            throw StorageErrors.Exception(StatusCode.Unimplemented, "Arrow rows are not supported by LocalCloud.", stream.ToString());
        }

        var size = request.CalculateSize();
        if (size > MaxBytes)
        {
            throw StorageErrors.Exception(
                StatusCode.InvalidArgument, $"MessageSize is too large. Max allow: {MaxBytes} Actual: {size}", stream.ToString());
        }

        if (stream.IsDefault && request.Offset is not null)
        {
            throw StorageErrors.Exception(StatusCode.InvalidArgument, "Offset must not be set for the default stream.", stream.ToString());
        }

        if (request.Offset < 0)
        {
            throw StorageErrors.Exception(StatusCode.InvalidArgument, $"Offset {request.Offset} is negative.", stream.ToString());
        }

        var table = Table(stream);
        var writer = WriterOf(stream, request, table);
        var rows = request.ProtoRows?.Rows?.SerializedRows ?? [];
        if (rows.Count > MaxRows)
        {
            throw StorageErrors.Exception(
                StatusCode.InvalidArgument, $"Too many rows in one append. Max allow: {MaxRows} Actual: {rows.Count}", stream.ToString());
        }

        WriterSchema schema;
        try
        {
            schema = writer.SchemaFor(table.Fields);
        }
        catch (WriterSchemaException e)
        {
            return Task.FromResult(
                new AppendRowsResponse { Error = AppendErrors.Schema(e, stream.ToString()), WriteStream = stream.ToString() });
        }

        var (chunks, errors) = new RowDecoder(schema, await layouts.GetAsync(table, cancellationToken)).Decode(rows);
        if (errors.Count > 0)
        {
            var response = new AppendRowsResponse { Error = AppendErrors.Rows(stream.ToString()), WriteStream = stream.ToString() };
            response.RowErrors.AddRange(errors);
            return Task.FromResult(response);
        }

        var decoded = new DecodedRows(table, writer.Descriptor, rows, chunks);
        var operation = new AppendOperation(stream, request.Offset, decoded, facts, clock);
        try
        {
            await database.EnqueueAsync(operation, cancellationToken);
        }
        catch
        {
            decoded.Dispose();
            throw;
        }

        return CompleteAsync(operation.Completion, stream, writer, table);
    }

    private async Task<AppendRowsResponse> CompleteAsync(
        Task<AppendRowsResponse> append, StreamName stream, Writer writer, TableEntry table)
    {
        try
        {
            var response = await append;
            // announced once: the table's schema is newer than the writer's descriptor
            if (response.AppendResult is not null && writer.Announce(table.Fields))
            {
                response.UpdatedSchema = StorageSchemas.Write(table.Fields);
            }

            return response;
        }
        catch (Exception e)
        {
            Log.StorageCallFailed(logger, e, "append", stream.ToString());
            var why = disk.Report is { Full: true } full ? $"{full}." : "The rows could not be stored; the append can be retried.";
            // the client can't know the outcome of an attempted append; with an offset it can be retried safely
            var code = e is BigQueryException { NotTried: true } ? StatusCode.Unavailable : StatusCode.Internal;
            return new AppendRowsResponse
            {
                Error = StorageErrors.Status(code, why, stream.ToString()),
                WriteStream = stream.ToString(),
            };
        }
    }

    private StreamName Stream(AppendRowsRequest request)
    {
        if (request.WriteStream.Length == 0)
        {
            return _current ?? throw StorageErrors.Exception(
                StatusCode.InvalidArgument, "The first request of a connection must name its write_stream.", "");
        }

        var stream = StreamName.Parse(request.WriteStream) ?? throw StorageErrors.Exception(
            StatusCode.InvalidArgument, "Invalid stream name.", request.WriteStream);
        if (_current is { } current && current != stream && !(current.IsDefault && stream.IsDefault))
        {
            throw StorageErrors.Exception(
                StatusCode.InvalidArgument, $"A connection to {current} can't switch to another stream.", request.WriteStream);
        }

        _current = stream;
        return stream;
    }

    private TableEntry Table(StreamName stream)
    {
        var catalog = database.Catalog;
        var table = catalog.Find(stream.Table) ?? throw StorageErrors.TableNotFound(stream.Table.ResourceName);
        if (table.IsView)
        {
            throw StorageErrors.Exception(StatusCode.InvalidArgument, "Rows can't be appended to a view.", stream.Table.ResourceName);
        }

        if (!stream.IsDefault && !catalog.Streams.ContainsKey(stream.ToString()))
        {
            throw StorageErrors.Exception(StorageErrors.StreamNotFound(stream.ToString()));
        }

        return table;
    }

    private Writer WriterOf(StreamName stream, AppendRowsRequest request, TableEntry table)
    {
        if (request.ProtoRows?.WriterSchema?.ProtoDescriptor is { } descriptor)
        {
            return _writers[stream] = new Writer(descriptor, table.Fields);
        }

        return _writers.TryGetValue(stream, out var writer) ? writer : throw StorageErrors.Exception(
            StatusCode.InvalidArgument, "Writer schema is missing: the first request to a table must carry it.", stream.ToString());
    }

    private sealed class Writer(DescriptorProto descriptor, ImmutableArray<Field> announced)
    {
        private WriterSchema? _schema;
        private ImmutableArray<Field> _announced = announced;

        public DescriptorProto Descriptor => descriptor;

        public WriterSchema SchemaFor(ImmutableArray<Field> fields) =>
            _schema?.Columns == fields ? _schema : _schema = WriterSchema.Create(descriptor, fields);

        public bool Announce(ImmutableArray<Field> fields)
        {
            if (_announced == fields) return false;
            _announced = fields;
            return true;
        }
    }
}
