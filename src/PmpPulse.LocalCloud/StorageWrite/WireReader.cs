using System.Buffers.Binary;

namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>
/// Parses untrusted protobuf wire data without throwing. Each Try method returns false if the bytes end or are invalid.
/// https://protobuf.dev/programming-guides/encoding/
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly bool AtEnd => _position == _bytes.Length;

    public readonly int Position => _position;

    public bool TryReadTag(out int field, out WireType type)
    {
        field = 0;
        type = default;
        if (!TryReadVarint(out var tag) || tag > uint.MaxValue) return false;
        field = (int)(tag >> 3);
        type = (WireType)(tag & 7);
        return field > 0;
    }

    public bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position == _bytes.Length) return false;
            var next = _bytes[_position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return shift < 63 || next <= 1;
        }

        return false;
    }

    public bool TryReadFixed32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(_bytes[_position..], out value)) return false;
        _position += sizeof(uint);
        return true;
    }

    public bool TryReadFixed64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(_bytes[_position..], out value)) return false;
        _position += sizeof(ulong);
        return true;
    }

    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryReadVarint(out var length) || length > (ulong)(_bytes.Length - _position)) return false;
        value = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return true;
    }
}
