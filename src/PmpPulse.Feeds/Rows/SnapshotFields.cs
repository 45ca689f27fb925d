using System.Runtime.CompilerServices;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.Rows;

/// <summary>
/// What each kind's encoder puts around its own columns: the columns that all rows of a snapshot share, encoded once, and the names of a
/// row's quality flags. Makes no garbage, whatever flags rows have. Not thread-safe.
/// </summary>
internal sealed class SnapshotFields
{
    private readonly RowColumn _systemId;
    private readonly RowColumn _ingestTs;
    private readonly RowColumn _eventTs;
    private readonly RowColumn _snapshotId;
    private readonly int _maxColumns;
    private readonly (int Flag, byte[] Encoded)[] _names;
    private readonly EncodedFields _before = new();

    // the snapshot's id and the flags of the row before: most elements of a feed have the same
    private readonly EncodedFields _after = new();
    private long _id;
    private int _flags;

    /// <param name="schema">The table's columns.</param>
    /// <param name="names">Every flag, one bit each, and its name, in the order they are written.</param>
    public SnapshotFields(RowSchema schema, IEnumerable<(int Flag, string Name)> names)
    {
        _systemId = schema.Column("system_id");
        _ingestTs = schema.Column("ingest_ts");
        _eventTs = schema.Column("event_ts");
        _snapshotId = schema.Column("snapshot_id");
        _maxColumns = schema.Count * RowSpan.MaxField;
        var flags = schema.Column("quality_flags");
        _names = [.. names.Select(name => (name.Flag, Encode(flags, name.Name)))];
    }

    /// <summary>Begins a snapshot.</summary>
    public void Start(in SnapshotContext snapshot)
    {
        _before.Clear();
        _before.Text(_systemId, snapshot.SystemId);
        _before.Integer(_ingestTs, snapshot.IngestTs);
        _before.Integer(_eventTs, snapshot.EventTs);
        _id = snapshot.SnapshotId;
        EncodeAfter(_flags);
    }

    /// <summary>Begins a row, into which the kind's own columns go next, each at most once.</summary>
    /// <param name="writer">Where the row goes.</param>
    /// <param name="flags">The row's quality flags.</param>
    /// <param name="textBytes">Bytes of all texts that the kind's own columns will have.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowSpan Begin(RowBatchWriter writer, int flags, int textBytes)
    {
        if (flags != _flags) EncodeAfter(flags);
        var before = _before.Bytes;
        var fields = writer.BeginRow(before.Length + _maxColumns + textBytes + _after.Bytes.Length);
        fields.Fields(before);
        return fields;
    }

    /// <summary>Ends the row that was begun last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(RowBatchWriter writer, RowSpan fields)
    {
        fields.Fields(_after.Bytes);
        writer.EndRow(fields);
    }

    private static byte[] Encode(RowColumn flags, string name)
    {
        var encoded = new EncodedFields();
        encoded.Text(flags, name);
        return encoded.Bytes.ToArray();
    }

    private void EncodeAfter(int flags)
    {
        _flags = flags;
        _after.Clear();
        _after.Integer(_snapshotId, _id);
        foreach (var (flag, encoded) in _names)
        {
            if ((flags & flag) != 0) _after.Fields(encoded);
        }
    }
}
