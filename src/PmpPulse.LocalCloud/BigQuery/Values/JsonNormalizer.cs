using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace PmpPulse.LocalCloud.BigQuery.Values;

/// <summary>
/// <see cref="JsonText.Normalize"/> in one pass without a document tree, for JSON as feeds have it: an object's members are written as they
/// come, and put in order when it ends. Gives up on names that are not plain ASCII and on whatever is invalid; the tree then decides, and
/// words the errors.
/// </summary>
internal ref struct JsonNormalizer : IDisposable
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    private static readonly SearchValues<byte> PlainName = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:@$ "u8);

    private byte[] _output;
    private byte[] _sorted = [];
    private Member[] _members = ArrayPool<Member>.Shared.Rent(64);
    private int _length;
    private int _memberCount;

    private JsonNormalizer(int length) => _output = ArrayPool<byte>.Shared.Rent(length + 64);

    /// <summary>Writes the normalized text; false, and nothing is written, where it gives up.</summary>
    public static bool TryNormalize(ReadOnlySpan<byte> text, IBufferWriter<byte> output, int maxDepth)
    {
        if (!Utf8.IsValid(text)) return false;
        var normalizer = new JsonNormalizer(text.Length);
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = maxDepth });
            if (!reader.Read() || !normalizer.Write(ref reader) || reader.Read()) return false;
            output.Write(normalizer._output.AsSpan(0, normalizer._length));
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
        finally
        {
            normalizer.Dispose();
        }
    }

    public readonly void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_output);
        if (_sorted.Length > 0) ArrayPool<byte>.Shared.Return(_sorted);
        ArrayPool<Member>.Shared.Return(_members);
    }

    private bool Write(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return WriteObject(ref reader);
            case JsonTokenType.StartArray:
                return WriteArray(ref reader);
            case JsonTokenType.String:
                WriteText(ref reader);
                return true;
            case JsonTokenType.Number:
                return WriteNumber(ref reader);
            default:
                Append(reader.ValueSpan);
                return true;
        }
    }

    private bool WriteArray(ref Utf8JsonReader reader)
    {
        Append((byte)'[');
        for (var first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
        {
            if (!first) Append((byte)',');
            if (!Write(ref reader)) return false;
        }

        Append((byte)']');
        return true;
    }

    private bool WriteObject(ref Utf8JsonReader reader)
    {
        var firstMember = _memberCount;
        Append((byte)'{');
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (reader.ValueIsEscaped || name.ContainsAnyExcept(PlainName)) return false;
            if (_memberCount > firstMember) Append((byte)',');
            var start = _length;
            Append((byte)'"');
            Append(name);
            Append("\":"u8);
            if (!reader.Read() || !Write(ref reader)) return false;
            if (_memberCount == _members.Length) GrowMembers();
            _members[_memberCount++] = new Member(start, name.Length, _length);
        }

        Sort(_members.AsSpan(firstMember.._memberCount));
        _memberCount = firstMember;
        Append((byte)'}');
        return true;
    }

    /// <summary>Puts an object's members, the last bytes written, in the order of their names. Of several with one name the first stays.</summary>
    private void Sort(Span<Member> members)
    {
        if (IsSorted(members)) return;
        var start = members[0].Start;
        var order = new ByName(_output);
        members.Sort(order);
        if (_sorted.Length < _length - start)
        {
            if (_sorted.Length > 0) ArrayPool<byte>.Shared.Return(_sorted);
            _sorted = ArrayPool<byte>.Shared.Rent(_length - start);
        }

        var length = 0;
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0 && order.Name(members[i]).SequenceEqual(order.Name(members[i - 1]))) continue;
            if (i > 0) _sorted[length++] = (byte)',';
            _output.AsSpan(members[i].Start..members[i].End).CopyTo(_sorted.AsSpan(length));
            length += members[i].End - members[i].Start;
        }

        _sorted.AsSpan(0, length).CopyTo(_output.AsSpan(start));
        _length = start + length;
    }

    private readonly bool IsSorted(ReadOnlySpan<Member> members)
    {
        var order = new ByName(_output);
        for (var i = 1; i < members.Length; i++)
        {
            if (order.Name(members[i - 1]).SequenceCompareTo(order.Name(members[i])) >= 0) return false;
        }

        return true;
    }

    private void WriteText(ref Utf8JsonReader reader)
    {
        Append((byte)'"');
        if (reader.ValueIsEscaped)
        {
            var unescaped = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
            WriteEscaped(unescaped.AsSpan(0, reader.CopyString(unescaped)));
            ArrayPool<byte>.Shared.Return(unescaped);
        }
        else
        {
            WriteEscaped(reader.ValueSpan);
        }

        Append((byte)'"');
    }

    private void WriteEscaped(ReadOnlySpan<byte> text)
    {
        var plain = Encoder.FindFirstCharacterToEncodeUtf8(text);
        if (plain < 0)
        {
            Append(text);
            return;
        }

        Append(text[..plain]);
        text = text[plain..];
        Reserve(text.Length * Encoder.MaxOutputCharactersPerInputCharacter);
        Encoder.EncodeUtf8(text, _output.AsSpan(_length), out _, out var written);
        _length += written;
    }

    private bool WriteNumber(ref Utf8JsonReader reader)
    {
        const int MaxNumberLength = 64;
        Reserve(MaxNumberLength);
        var output = _output.AsSpan(_length);
        int written;
        if (reader.TryGetInt64(out var integer))
        {
            integer.TryFormat(output, out written, provider: CultureInfo.InvariantCulture);
        }
        else if (reader.TryGetUInt64(out var unsigned))
        {
            unsigned.TryFormat(output, out written, provider: CultureInfo.InvariantCulture);
        }
        else
        {
            if (!reader.TryGetDouble(out var number) || !double.IsFinite(number)) return false;
            number.TryFormat(output, out written, "R", CultureInfo.InvariantCulture);
            if (output[..written].IndexOfAny((byte)'.', (byte)'E') < 0)
            {
                ".0"u8.CopyTo(output[written..]);
                written += 2;
            }
        }

        _length += written;
        return true;
    }

    private void Append(byte value)
    {
        Reserve(1);
        _output[_length++] = value;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_output.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int bytes)
    {
        if (_output.Length - _length >= bytes) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _output.Length, _length + bytes));
        _output.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_output);
        _output = larger;
    }

    private void GrowMembers()
    {
        var larger = ArrayPool<Member>.Shared.Rent(2 * _members.Length);
        _members.CopyTo(larger, 0);
        ArrayPool<Member>.Shared.Return(_members);
        _members = larger;
    }

    /// <summary>A member in the output: its name's opening quote, the name's length, and the end of its value.</summary>
    private readonly record struct Member(int Start, int NameLength, int End);

    /// <summary>By name, then in the order of the text. Names are ASCII: their bytes sort as their characters do.</summary>
    private readonly struct ByName(byte[] output) : IComparer<Member>
    {
        public ReadOnlySpan<byte> Name(Member member) => output.AsSpan(member.Start + 1, member.NameLength);

        public int Compare(Member x, Member y) => Name(x).SequenceCompareTo(Name(y)) is var order and not 0 ? order : x.Start.CompareTo(y.Start);
    }
}
