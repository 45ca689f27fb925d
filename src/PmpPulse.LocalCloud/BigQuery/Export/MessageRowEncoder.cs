using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Google.Cloud.PubSub.V1;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.BigQuery.Values;
using PmpPulse.LocalCloud.PubSub.Export;
using PmpPulse.LocalCloud.PubSub.MessageLog;
using Encoding = System.Text.Encoding;

namespace PmpPulse.LocalCloud.BigQuery.Export;

/// <summary>Encodes messages into DuckDB chunks with the columns of a BigQuery subscription. All other columns are NULL.</summary>
internal sealed class MessageRowEncoder(ImmutableArray<Field> fields, bool metadata)
{
    // Google documents that the ordering key is in the attributes, but not under which name
    private const string OrderingKey = "ordering_key";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _json = new();

    /// <returns>Why the table rejects the message; null if it accepts it.</returns>
    public string? Encode(ExportedMessage message, ReadOnlySpan<ColumnVector> columns, ulong row)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var name = fields[i].Name.ToLowerInvariant();
            if (name == ExportTable.Data)
            {
                if (Data(message.Message, columns[i], row) is { } reason) return reason;
            }
            else if (!metadata || !TryMetadata(name, message, columns[i], row))
            {
                if (fields[i].IsRepeated) columns[i].SetList(row, columns[i].ListSize);
                else columns[i].SetNull(row);
            }
        }

        return null;
    }

    private string? Data(PubsubMessage message, ColumnVector column, ulong row)
    {
        var data = message.Data;
        switch (column.Field.Type)
        {
            case FieldType.Json:
                _json.ResetWrittenCount();
                if (JsonText.Normalize(data.Span, _json) is { } fault)
                {
                    return $"The field data is JSON, and the message's data is not: {fault}.";
                }

                column.SetJson(row, _json.WrittenSpan);
                return null;
            case FieldType.String when !Utf8.IsValid(data.Span):
                return "The field data is a STRING, and the message's data is not valid UTF-8.";
            default:
                column.SetBytes(row, data.Span);
                return null;
        }
    }

    private bool TryMetadata(string name, ExportedMessage message, ColumnVector column, ulong row)
    {
        switch (name)
        {
            case ExportTable.SubscriptionName:
                column.SetBytes(row, Encoding.UTF8.GetBytes(message.Subscription));
                return true;
            case ExportTable.MessageId:
                column.SetBytes(row, Encoding.UTF8.GetBytes(message.Message.MessageId));
                return true;
            case ExportTable.PublishTime:
                column.SetInt64(row, Micros.From(message.Message.PublishTime));
                return true;
            case ExportTable.Attributes:
                column.SetBytes(row, Attributes(message.Message));
                return true;
            default:
                return false;
        }
    }

    /// <summary>The attributes as normalized JSON, which suits both JSON and STRING columns.</summary>
    private ReadOnlySpan<byte> Attributes(PubsubMessage message)
    {
        _json.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_json, Writing))
        {
            json.WriteStartObject();
            foreach (var (name, value) in message.Attributes) json.WriteString(name, value);
            if (message.OrderingKey.Length > 0 && !message.Attributes.ContainsKey(OrderingKey))
            {
                json.WriteString(OrderingKey, message.OrderingKey);
            }

            json.WriteEndObject();
        }

        var written = _json.WrittenSpan;
        var normal = new ArrayBufferWriter<byte>(written.Length);
        return JsonText.Normalize(written, normal) is { } fault
            ? throw new InvalidOperationException($"Attributes are not JSON: {fault}")
            : normal.WrittenSpan;
    }
}
