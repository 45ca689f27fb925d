using System.Text;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>Fields that many rows share, encoded once; reusable.</summary>
public sealed class EncodedFields
{
    private byte[] _bytes = new byte[64];
    private int _length;

    // usually that of the rows before
    private string _text = "";
    private byte[] _utf8 = [];

    /// <summary>The fields as they stand in a row.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Drops all fields.</summary>
    public void Clear() => _length = 0;

    /// <summary>A STRING.</summary>
    public void Text(RowColumn column, string value)
    {
        if (!ReferenceEquals(_text, value)) (_text, _utf8) = (value, Encoding.UTF8.GetBytes(value));
        var span = Begin(_utf8.Length);
        span.Text(column, _utf8);
        _length += span.Length;
    }

    /// <summary>An INT64, or a TIMESTAMP in microseconds since 1970 UTC.</summary>
    public void Integer(RowColumn column, long value)
    {
        var span = Begin(0);
        span.Integer(column, value);
        _length += span.Length;
    }

    /// <summary>Fields that are encoded already.</summary>
    public void Fields(ReadOnlySpan<byte> encoded)
    {
        var span = Begin(encoded.Length);
        span.Fields(encoded);
        _length += span.Length;
    }

    private RowSpan Begin(int textBytes)
    {
        var needed = _length + RowSpan.MaxField + textBytes;
        if (needed > _bytes.Length) Array.Resize(ref _bytes, needed * 2);
        return new RowSpan(_bytes.AsSpan(_length));
    }
}
