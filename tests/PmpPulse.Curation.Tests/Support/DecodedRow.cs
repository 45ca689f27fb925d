using System.Globalization;
using Google.Protobuf;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>An encoded row read back by its schema, as BigQuery does: column names to values. An absent column is NULL.</summary>
internal sealed class DecodedRow
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    private DecodedRow(ByteString row)
    {
        var fields = StatusFeed.Feed.Table.Schema.Descriptor.Field.ToDictionary(field => field.Number);
        var input = row.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            var field = fields[(int)(tag >> 3)];
            object value = (tag & 7) switch
            {
                0 => input.ReadInt64(),
                2 => input.ReadString(),
                _ => throw new InvalidOperationException($"wire type {tag & 7}"),
            };
            if (field.Label != Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label.Repeated) _values.Add(field.Name, value);
            else Flags.Add((string)value);
        }
    }

    public List<string> Flags { get; } = [];

    public string StationId => Text("station_id")!;

    public long SnapshotId => Number("snapshot_id")!.Value;

    public static List<DecodedRow> Decode(RowBatch batch) => [.. batch.Rows.Select(Decode)];

    public static DecodedRow Decode(ByteString row) => new(row);

    public long? Number(string column) => _values.TryGetValue(column, out var value) ? (long)value : null;

    public string? Text(string column) => _values.TryGetValue(column, out var value) ? (string)value : null;

    public string? Value(string column) => _values.TryGetValue(column, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    /// <summary>The row as one line, without <c>ingest_ts</c>.</summary>
    public override string ToString() =>
        string.Join('|', _values.Where(v => v.Key != "ingest_ts").OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")) + "|" + string.Join(',', Flags);
}
