using System.Text;
using PmpPulse.Feeds.Templates;

namespace PmpPulse.Feeds.Tests.Templates;

public sealed class TemplateMatcherTests
{
    private const string Learned = """{"id":17,"name":"a","open":true,"at":-1.5,"list":[{"n":1},null],"a_long_name_of_more_than_thirty_two_bytes":"x\n"}""";

    private static readonly ElementTemplate Template = TemplateLearner.Learn(Encoding.UTF8.GetBytes(Learned), _ => false)!;

    [Fact]
    public void Learn_AnElement_HasASlotForEachValueThatMayVary() =>
        string.Join(' ', Template.Slots.Select(slot => $"{string.Join('.', slot.Path.Select(part => part.Name ?? $"{part.Position}"))}={slot.Kind}"))
            .Should().Be("id=Integer name=Text open=Flag at=Number list.0.n=Integer list.1=None a_long_name_of_more_than_thirty_two_bytes=None");

    [Fact]
    public void Learn_AHugeElement_IsRefused()
    {
        TemplateLearner.Learn(Encoding.UTF8.GetBytes($$"""{"id":"{{new string('x', ElementTemplate.MaxBytes)}}"}"""), _ => false).Should().BeNull();
        TemplateLearner.Learn(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("1", ElementTemplate.MaxSteps + 1))}]"), _ => false).Should().BeNull();
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("9", 9L)]
    [InlineData("10", 10L)]
    [InlineData("1234567", 1_234_567L)]
    [InlineData("12345678", 12_345_678L)]
    [InlineData("123456789", 123_456_789L)]
    [InlineData("1760778556", 1_760_778_556L)]
    [InlineData("1234567890123456", 1_234_567_890_123_456L)]
    [InlineData("123456789012345678", 123_456_789_012_345_678L)]
    [InlineData("1234567890123456789", null)]
    [InlineData("99999999999999999999999999", null)]
    [InlineData("01", null)]
    [InlineData("00000000", null)]
    [InlineData("012345678", null)]
    [InlineData("-1", null)]
    [InlineData("", null)]
    [InlineData("1.0", null)]
    [InlineData("1e2", null)]
    [InlineData("\u0661", null)]
    [InlineData("null", null)]
    public void Match_AnotherInteger_IsItsValueOrNone(string digits, long? expected)
    {
        var values = new SlotValue[ElementTemplate.MaxSteps];
        var text = Learned.Replace("17", digits, StringComparison.Ordinal);
        var json = Encoding.UTF8.GetBytes($"  {text}  {new string(' ', 100)}");

        var end = TemplateMatcher.Match(json, 2, Template, values);

        if (expected is null)
        {
            end.Should().BeNegative();
            return;
        }

        end.Should().Be(2 + text.Length);
        values[0].Number.Should().Be(expected);
        (values[0].Start, values[0].Length).Should().Be((8, digits.Length));
    }

    [Theory]
    [InlineData("\"a\"", "\"\"", true)]
    [InlineData("\"a\"", "\"ed707a89-a68d-4921-a4cb-16c268e45a5b-and-more-than-64-bytes-of-it-in-all\"", true)]
    [InlineData("\"a\"", "\"\u00e9\ud83d\udeb2\"", true)]
    [InlineData("\"a\"", "\"\\\"\"", false)]
    [InlineData("\"a\"", "\"a\u0001\"", false)]
    [InlineData("\"a\"", "\"a", false)]
    [InlineData("\"a\"", "null", false)]
    [InlineData("true", "false", true)]
    [InlineData("true", "truf", false)]
    [InlineData("true", "falsx", false)]
    [InlineData("true", "1", false)]
    [InlineData("-1.5", "2e-3", true)]
    [InlineData("-1.5", "0", true)]
    [InlineData("-1.5", "-0.0", true)]
    [InlineData("-1.5", "-121.87747766666666", true)]
    [InlineData("-1.5", "12345678.123456781234567812345678", true)]
    [InlineData("-1.5", "1234567812345678123456789", true)]
    [InlineData("-1.5", "1E+5", true)]
    [InlineData("-1.5", "1.5E400", true)]
    [InlineData("-1.5", "01.5", false)]
    [InlineData("-1.5", "-01", false)]
    [InlineData("-1.5", ".5", false)]
    [InlineData("-1.5", "1.e5", false)]
    [InlineData("-1.5", "1e", false)]
    [InlineData("-1.5", "1.5.5", false)]
    [InlineData("-1.5", "-", false)]
    [InlineData("-1.5", "1.", false)]
    [InlineData("null", "1", false)]
    [InlineData("x\\n", "x\\t", false)]
    [InlineData("\"open\"", "\"shut\"", false)]
    public void Match_AnotherValue_MatchesIfItIsOfTheSlotsKind(string learned, string other, bool matches)
    {
        var values = new SlotValue[ElementTemplate.MaxSteps];
        var text = Encoding.UTF8.GetBytes(Learned.Replace(learned, other, StringComparison.Ordinal));
        // at the end of the bytes, where nothing may be read behind them, and before others
        foreach (var behind in new[] { 0, 1, 31, 32, 33, 200 })
        {
            var end = TemplateMatcher.Match([.. text, .. new byte[behind]], 0, Template, values);
            if (matches) end.Should().Be(text.Length);
            else end.Should().BeNegative();
        }
    }

    [Fact]
    public void Match_CutOffAnywhere_DoesNotMatch()
    {
        var text = Encoding.UTF8.GetBytes(Learned);
        for (var length = 0; length < text.Length; length++) TemplateMatcher.Match(text.AsSpan(0, length), 0, Template, new SlotValue[ElementTemplate.MaxSteps]).Should().BeNegative();
    }
}
