using System.Buffers;
using System.Text;
using CsCheck;
using PmpPulse.LocalCloud.BigQuery.Values;

namespace PmpPulse.LocalCloud.Tests.BigQuery.Values;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{ \"b\" : 1 , \"a\" : [ true , null ] }", "{\"a\":[true,null],\"b\":1}")]
    [InlineData("{\"a\":1,\"a\":2}", "{\"a\":1}")]
    [InlineData("1.0", "1.0")]
    [InlineData("1e2", "100.0")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("18446744073709551616", "1.8446744073709552E+19")]
    [InlineData("\"\\u00e9\\u0000\"", "\"é\\u0000\"")]
    [InlineData(" null ", "null")]
    public void Normalize_Json_IsCompactSortedAndKeepsTheFirstDuplicate(string text, string normal) => Normalize(text).Should().Be((null, normal));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":1,}")]
    [InlineData("nul")]
    [InlineData("01")]
    [InlineData("1 2")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    public void Normalize_NotJson_SaysWhy(string text) => Normalize(text).Error.Should().NotBeNullOrEmpty();

    [Fact]
    public void Normalize_NestedTooDeeply_IsRejected()
    {
        Normalize(new string('[', 500) + new string(']', 500)).Error.Should().BeNull();
        Normalize(new string('[', 501) + new string(']', 501)).Error.Should().NotBeNull();
    }

    [Fact]
    public void Normalize_AnyBytes_NeverThrowsAndIsStable() => Gen.OneOf(Gen.Byte.Array[0, 60], Gen.String[Gen.Char["{}[]\",:0123456789.eE+-\\u tfanrlse"], 0, 40].Select(Encoding.UTF8.GetBytes)).Sample(bytes =>
    {
        var output = new ArrayBufferWriter<byte>();
        if (JsonText.Normalize(bytes, output) is not null)
            return;
        var again = new ArrayBufferWriter<byte>();
        JsonText.Normalize(output.WrittenSpan, again).Should().BeNull();
        again.WrittenSpan.SequenceEqual(output.WrittenSpan).Should().BeTrue();
    });

    [Fact]
    public void Normalize_AnyJson_IsAsByReference()
    {
        var name = Gen.OneOfConst("a", "b", "aa", "é", "\\u0061", "Z", "", "\\n", "/", "num_bikes", "~", "\u007f", "<");
        var scalar = Gen.OneOf(
            Gen.Long.Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Gen.Double.Select(d => double.IsFinite(d) ? d.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "-0"),
            Gen.OneOfConst("null", "true", "false", "-0", "0", "0.0", "1e5", "123456789012345678901", "-1.50", "18446744073709551615"),
            Gen.String[Gen.Char["ab/<é\u2028\u007f€"], 0, 6].Select(text => $"\"{text}\""),
            Gen.OneOfConst("\"\\u00e9\"", "\"\\/\"", "\"\\ud83d\\ude00\"", "\"😀\"", "\"\\ud83d\"", "\"\\b\""));
        var value = Gen.Recursive<string>((depth, inner) => depth > 3
            ? scalar
            : Gen.OneOf(
                scalar,
                inner.Array[0, 4].Select(items => $"[ {string.Join(" , ", items)} ]"),
                Gen.Select(name, inner).Array[0, 6].Select(members => $"{{ {string.Join(",", members.Select(member => $"\"{member.Item1}\" : {member.Item2}"))} }}")));
        value.Sample(
            text =>
            {
                var (fast, reference) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
                var bytes = Encoding.UTF8.GetBytes(text);
                JsonText.Normalize(bytes, fast).Should().Be(JsonText.NormalizeByReference(bytes, reference));
                Encoding.UTF8.GetString(fast.WrittenSpan).Should().Be(Encoding.UTF8.GetString(reference.WrittenSpan));
            },
            iter: 20_000);
    }

    private static (string? Error, string Normal) Normalize(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        var error = JsonText.Normalize(Encoding.UTF8.GetBytes(text), output);
        return (error, error is null ? Encoding.UTF8.GetString(output.WrittenSpan) : "");
    }
}
