using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PmpPulse.Contracts.Json;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Write;

/// <summary>An encoded row as JSON, for the rare row that BigQuery rejects: nothing else of it is kept.</summary>
internal static class RowJson
{
    /// <summary>The columns the row has, by name; timestamps as RFC 3339.</summary>
    public static ReadOnlyMemory<byte> Of(ByteString row, RowSchema schema)
    {
        var fields = schema.Descriptor.Field.ToDictionary(field => field.Number);
        var repeated = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        var input = row.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            var field = fields[WireFormat.GetTagFieldNumber(tag)];
            if (field.Label == FieldDescriptorProto.Types.Label.Repeated)
            {
                if (!repeated.TryGetValue(field.Name, out var values)) repeated.Add(field.Name, values = []);
                values.Add(input.ReadString());
            }
            else if (field.Type == FieldDescriptorProto.Types.Type.String)
            {
                json.WriteString(field.Name, input.ReadString());
            }
            else if (field.Type == FieldDescriptorProto.Types.Type.Double)
            {
                json.WriteNumber(field.Name, input.ReadDouble());
            }
            else if (schema.Column(field.Name).Type == "TIMESTAMP")
            {
                json.WriteString(field.Name, Rfc3339.Format(DateTimeOffset.UnixEpoch.AddTicks(input.ReadInt64() * TimeSpan.TicksPerMicrosecond)));
            }
            else
            {
                json.WriteNumber(field.Name, input.ReadInt64());
            }
        }

        foreach (var (name, values) in repeated)
        {
            json.WriteStartArray(name);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
