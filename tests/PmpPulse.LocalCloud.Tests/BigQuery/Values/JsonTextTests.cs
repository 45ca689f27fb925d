using System.Buffers;
using System.Text;
using CsCheck;
using PmpPulse.LocalCloud.BigQuery.Values;
using PmpPulse.Testing;

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
    public void Normalize_AnyText_IsWhatTheTreeSays() => Gen.Select(Json, Gen.Int).Sample((json, seed) =>
    {
        foreach (var text in (byte[][])[Encoding.UTF8.GetBytes(json), ByteMutator.Mutate(new Random(seed), Encoding.UTF8.GetBytes(json))])
        {
            var (streamed, tree) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
            var error = JsonText.NormalizeByTree(text, tree);
            JsonText.Normalize(text, streamed).Should().Be(error);
            if (error is null) streamed.WrittenSpan.SequenceEqual(tree.WrittenSpan).Should().BeTrue(Encoding.UTF8.GetString(text));
        }
    });

    [Fact]
    public void TryNormalize_Feed_NeedsNoTree()
    {
        const string Feed =
            """{"lastUpdatedOther":1,"ttl":3600,"data":{"stations":[{"station_id":9,"num_bikes_available":3,"lat":48.86,"name":"Gare de l'Est \u00e9","types":[{"ebike":1,"a":null}]}]}}""";
        const string Normal =
            """{"data":{"stations":[{"lat":48.86,"name":"Gare de l'Est é","num_bikes_available":3,"station_id":9,"types":[{"a":null,"ebike":1}]}]},"lastUpdatedOther":1,"ttl":3600}""";
        var output = new ArrayBufferWriter<byte>();

        JsonNormalizer.TryNormalize(Encoding.UTF8.GetBytes(Feed), output, maxDepth: 500).Should().BeTrue();

        Encoding.UTF8.GetString(output.WrittenSpan).Should().Be(Normal);
    }

    private static Gen<string> Json { get; } = Gen.Recursive<string>((depth, json) =>
    {
        var scalar = Gen.OneOfConst(
            "null", "true", "0", "-0", "-0.0", "12", "-7", "1.50", "1e2", "1e999", "-1E-400", "18446744073709551615", "18446744073709551616",
            "9223372036854775808", "123456789012345678901234567890.5", "\"\"", "\"é\"", """ "\u00e9\n\/\u0000" """, """ "\ud83d\ude80 🚲" """,
            """ "\ud800" """, "\"\u2028\uFFFE\u007F\"", """ "a\\" """, "\"<&'+>\"");
        var name = Gen.OneOfConst("a", "b", "B", "ab", "a_b", "", "é", @"\u0061", "z", "\uE000", "😀", "station_id", "a,b");
        if (depth > 4) return scalar;
        var array = json.Array[0, 4].Select(items => $"[{string.Join(" , ", items)}]");
        var member = Gen.Select(name, json, (key, value) => $"\"{key}\" :{value}");
        var record = member.Array[0, 6].Select(members => $"{{{string.Join(',', members)} }}");
        return Gen.OneOf(scalar, array, record);
    });

    private static (string? Error, string Normal) Normalize(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        var error = JsonText.Normalize(Encoding.UTF8.GetBytes(text), output);
        return (error, error is null ? Encoding.UTF8.GetString(output.WrittenSpan) : "");
    }
}
