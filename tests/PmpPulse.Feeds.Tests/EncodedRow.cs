using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.Tests;

/// <summary>An encoded row as one line for comparison, without its ingestion time and the element's JSON.</summary>
internal static class EncodedRow
{
    public static string ToText(ByteString row, RowSchema schema)
    {
        var fields = schema.Descriptor.Field.ToDictionary(field => field.Number);
        var columns = new List<string>();
        var input = row.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            var field = fields[WireFormat.GetTagFieldNumber(tag)];
            var value = field.Type switch
            {
                FieldDescriptorProto.Types.Type.String => input.ReadString(),
                FieldDescriptorProto.Types.Type.Double => input.ReadDouble().ToString(CultureInfo.InvariantCulture),
                _ => input.ReadInt64().ToString(CultureInfo.InvariantCulture),
            };
            if (field.Name != "ingest_ts" && !field.Name.StartsWith("raw_", StringComparison.Ordinal)) columns.Add($"{field.Name}={value}");
        }

        return string.Join(' ', columns);
    }
}
