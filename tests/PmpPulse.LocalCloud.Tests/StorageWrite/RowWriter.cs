using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Label = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.Tests.StorageWrite;

/// <summary>Builds rows byte by byte, as a client with generated proto2 messages sends them.</summary>
internal sealed class RowWriter
{
    private readonly List<byte> _bytes = [];

    public static FieldDescriptorProto Field(string name, int number, ProtoType type, Label label = Label.Optional, string? typeName = null)
    {
        var field = new FieldDescriptorProto { Name = name, Number = number, Type = type, Label = label };
        if (typeName is not null)
            field.TypeName = typeName;
        return field;
    }

    public static DescriptorProto Message(string name, params FieldDescriptorProto[] fields)
    {
        var message = new DescriptorProto { Name = name };
        message.Field.AddRange(fields);
        return message;
    }

    public RowWriter Int64(int number, long value)
    {
        Tag(number, 0);
        Varint((ulong)value);
        return this;
    }

    public RowWriter Double(int number, double value)
    {
        Tag(number, 1);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public RowWriter String(int number, string value) => Bytes(number, Encoding.UTF8.GetBytes(value));

    public RowWriter Bytes(int number, ReadOnlySpan<byte> value)
    {
        Tag(number, 2);
        Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public RowWriter Nested(int number, RowWriter value) => Bytes(number, [.. value._bytes]);

    public ByteString ToRow() => ByteString.CopyFrom([.. _bytes]);

    private void Tag(int number, int wireType) => Varint(((ulong)number << 3) | (uint)wireType);

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
