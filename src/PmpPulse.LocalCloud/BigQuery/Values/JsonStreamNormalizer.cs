using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PmpPulse.LocalCloud.BigQuery.Values;

/// <summary>
/// The fast path of <see cref="JsonText.Normalize"/>: one pass over the tokens, without a tree. An object's members are written as they
/// come, and put in order when it ends. It assumes that member names are ASCII without escapes, and gives up on any other name and on
/// anything invalid: the reference defines what these mean.
/// </summary>
internal ref struct JsonStreamNormalizer
{
    // a sign and digits that always fit 64 bits
    private const int SafeDigits = 18;
    private const int NumberLength = 32;

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private Utf8JsonReader _reader;
    private byte[] _buffer;
    private int _length;
    private Member[] _members;
    private int _memberCount;

    private JsonStreamNormalizer(ReadOnlySpan<byte> text, int maxDepth)
    {
        _reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = maxDepth });
        _buffer = ArrayPool<byte>.Shared.Rent(text.Length + 1);
        _members = ArrayPool<Member>.Shared.Rent(64);
    }

    /// <summary>Writes <paramref name="text"/> in normalized form. False, and nothing written, leaves it to the reference.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with the text, the reference says it.")]
    public static bool TryNormalize(ReadOnlySpan<byte> text, int maxDepth, IBufferWriter<byte> output)
    {
        var normalizer = new JsonStreamNormalizer(text, maxDepth);
        try
        {
            if (!normalizer._reader.Read() || !normalizer.TryWriteValue() || normalizer._reader.Read()) return false;
            output.Write(normalizer._buffer.AsSpan(0, normalizer._length));
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(normalizer._buffer);
            ArrayPool<Member>.Shared.Return(normalizer._members);
        }
    }

    private bool TryWriteValue()
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return TryWriteObject();
            case JsonTokenType.StartArray:
                return TryWriteArray();
            case JsonTokenType.String:
                WriteString();
                return true;
            case JsonTokenType.Number:
                return TryWriteNumber();
            default:
                Write(_reader.ValueSpan);
                return true;
        }
    }

    private bool TryWriteArray()
    {
        Write((byte)'[');
        for (var isFirst = true; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; isFirst = false)
        {
            if (!isFirst) Write((byte)',');
            if (!TryWriteValue()) return false;
        }

        Write((byte)']');
        return true;
    }

    private bool TryWriteObject()
    {
        Write((byte)'{');
        var (first, start, isSorted) = (_memberCount, _length, true);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var name = _reader.ValueSpan;
            if (_reader.ValueIsEscaped || !Ascii.IsValid(name)) return false;
            if (_memberCount > first)
            {
                isSorted &= NameOf(_members[_memberCount - 1]).SequenceCompareTo(name) < 0;
                Write((byte)',');
            }

            var member = new Member(_length, name.Length, 0);
            Write((byte)'"');
            if (Encoder.FindFirstCharacterToEncodeUtf8(name) >= 0) return false;
            Write(name);
            Write("\":"u8);
            _reader.Read();
            Add(member);
            var place = _memberCount - 1;
            if (!TryWriteValue()) return false;
            _members[place] = member with { End = _length };
        }

        if (!isSorted) Sort(start, _members.AsSpan(first, _memberCount - first));
        _memberCount = first;
        Write((byte)'}');
        return true;
    }

    /// <summary>Puts an object's members in order, and drops all but the first of those with one name.</summary>
    private void Sort(int start, Span<Member> members)
    {
        var buffer = _buffer;
        // equal names keep their order
        members.Sort((a, b) =>
            buffer.AsSpan(a.Start + 1, a.NameLength).SequenceCompareTo(buffer.AsSpan(b.Start + 1, b.NameLength)) is not 0 and var order ? order : a.Start - b.Start);
        var unsorted = ArrayPool<byte>.Shared.Rent(_length - start);
        buffer.AsSpan(start, _length - start).CopyTo(unsorted);
        _length = start;
        Member? previous = null;
        foreach (var member in members)
        {
            var bytes = unsorted.AsSpan(member.Start - start, member.End - member.Start);
            if (previous is { } before)
            {
                if (bytes.Slice(1, member.NameLength).SequenceEqual(unsorted.AsSpan(before.Start - start + 1, before.NameLength))) continue;
                Write((byte)',');
            }

            Write(bytes);
            previous = member;
        }

        ArrayPool<byte>.Shared.Return(unsorted);
    }

    private readonly ReadOnlySpan<byte> NameOf(Member member) => _buffer.AsSpan(member.Start + 1, member.NameLength);

    private void WriteString()
    {
        Write((byte)'"');
        if (!_reader.ValueIsEscaped && Encoder.FindFirstCharacterToEncodeUtf8(_reader.ValueSpan) < 0) Write(_reader.ValueSpan);
        else Write(JsonEncodedText.Encode(_reader.GetString()!, Encoder).EncodedUtf8Bytes);
        Write((byte)'"');
    }

    private bool TryWriteNumber()
    {
        var number = _reader.ValueSpan;
        var digits = number[0] == (byte)'-' ? number[1..] : number;
        if (digits.Length <= SafeDigits && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (digits[0] != (byte)'0' || number.Length == 1))
        {
            Write(number);
            return true;
        }

        Span<byte> text = stackalloc byte[NumberLength];
        int written;
        if (_reader.TryGetInt64(out var integer)) integer.TryFormat(text, out written, provider: CultureInfo.InvariantCulture);
        else if (_reader.TryGetUInt64(out var unsigned)) unsigned.TryFormat(text, out written, provider: CultureInfo.InvariantCulture);
        else if (_reader.TryGetDouble(out var real) && double.IsFinite(real)) real.TryFormat(text, out written, "R", CultureInfo.InvariantCulture);
        else return false;
        Write(text[..written]);
        if (_reader.TryGetInt64(out _) || _reader.TryGetUInt64(out _) || text[..written].IndexOfAny((byte)'.', (byte)'E') >= 0) return true;
        Write(".0"u8);
        return true;
    }

    private void Add(Member member)
    {
        if (_memberCount == _members.Length)
        {
            var grown = ArrayPool<Member>.Shared.Rent(_members.Length * 2);
            _members.CopyTo(grown, 0);
            ArrayPool<Member>.Shared.Return(_members);
            _members = grown;
        }

        _members[_memberCount++] = member;
    }

    private void Write(byte value)
    {
        if (_length == _buffer.Length) Grow(1);
        _buffer[_length++] = value;
    }

    private void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _length) Grow(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Grow(int more)
    {
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(_length + more, _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(grown);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = grown;
    }

    /// <summary>A written member of an object that is not complete: where it begins, with a quote and its name, and where it ends.</summary>
    private readonly record struct Member(int Start, int NameLength, int End);
}
