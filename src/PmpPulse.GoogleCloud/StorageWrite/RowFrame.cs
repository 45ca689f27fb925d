namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>A row as a <c>ProtoRows</c> carries it: the tag of <c>serialized_rows</c>, the row's length as a varint, the row.</summary>
internal static class RowFrame
{
    /// <summary>Tag of <c>serialized_rows</c>.</summary>
    public const byte Tag = (1 << 3) | 2;

    /// <summary>Bytes of the head of a row of <see cref="UsualMin"/> to <see cref="UsualMax"/> bytes.</summary>
    public const int UsualHead = 3;

    public const int UsualMin = 0x80;

    public const int UsualMax = 0x3FFF;

    /// <summary>Bytes before the row of the frame that these bytes begin with.</summary>
    public static int HeadLength(ReadOnlySpan<byte> frames)
    {
        var length = 2;
        while (frames[length - 1] >= 0x80) length++;
        return length;
    }

    /// <summary>Bytes of the frame that these bytes begin with.</summary>
    public static int LengthOf(ReadOnlySpan<byte> frames)
    {
        var head = HeadLength(frames);
        var row = 0;
        for (var at = head - 1; at > 0; at--) row = (row << 7) | (frames[at] & 0x7F);
        return head + row;
    }
}
