using System.Buffers;
using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Grpc.Core;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// An <see cref="AppendRowsRequest"/> whose rows are encoded already: they are copied as they are, where the generated message would have an
/// object for each.
/// </summary>
/// <param name="head">The request without its <c>proto_rows</c>.</param>
/// <param name="schema">The writer's schema, if the server has to be told.</param>
/// <param name="rows">The rows.</param>
internal sealed class AppendRequest(AppendRowsRequest head, ProtoSchema? schema, RowBatch rows)
{
    private const byte ProtoRowsTag = (AppendRowsRequest.ProtoRowsFieldNumber << 3) | 2;
    private const byte SchemaTag = (AppendRowsRequest.Types.ProtoData.WriterSchemaFieldNumber << 3) | 2;
    private const byte RowsTag = (AppendRowsRequest.Types.ProtoData.RowsFieldNumber << 3) | 2;

    /// <summary>The call, with this message as request.</summary>
    public static Method<AppendRequest, AppendRowsResponse> Method { get; } = new(
        MethodType.DuplexStreaming,
        "google.cloud.bigquery.storage.v1.BigQueryWrite",
        "AppendRows",
        Marshallers.Create<AppendRequest>((request, context) => request.Write(context), _ => throw new NotSupportedException("Requests are only written.")),
        Marshallers.Create((response, context) => context.Complete(response.ToByteArray()), context => AppendRowsResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    private void Write(SerializationContext context)
    {
        var schemaBytes = schema?.CalculateSize() ?? 0;
        var dataBytes = (schema is null ? 0 : FieldSize(schemaBytes)) + FieldSize((int)rows.ByteCount);
        context.SetPayloadLength(head.CalculateSize() + FieldSize(dataBytes));
        var output = context.GetBufferWriter();
        head.WriteTo(output);
        WriteHead(output, ProtoRowsTag, dataBytes);
        if (schema is not null)
        {
            WriteHead(output, SchemaTag, schemaBytes);
            schema.WriteTo(output);
        }

        WriteHead(output, RowsTag, (int)rows.ByteCount);
        rows.WriteTo(output);
        context.Complete();
    }

    private static int FieldSize(int length) => 1 + CodedOutputStream.ComputeLengthSize(length) + length;

    private static void WriteHead(IBufferWriter<byte> output, byte tag, int length)
    {
        var head = output.GetSpan(1 + sizeof(ulong));
        head[0] = tag;
        var at = 1;
        for (var rest = (uint)length; ; rest >>= 7)
        {
            head[at++] = (byte)(rest > 0x7F ? rest | 0x80 : rest);
            if (rest <= 0x7F) break;
        }

        output.Advance(at);
    }
}
