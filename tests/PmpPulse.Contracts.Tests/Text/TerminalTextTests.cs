using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using PmpPulse.Contracts.Text;

namespace PmpPulse.Contracts.Tests.Text;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("Bastille – Richard Lenoir, Å 東京 🚲", "Bastille – Richard Lenoir, Å 東京 🚲")]
    [InlineData("\u001b[2J\u001b]0;title\u0007", @"\u001b[2J\u001b]0;title\u0007")]
    [InlineData("\u009b31m\u009d0;x\u009c", @"\u009b31m\u009d0;x\u009c")]
    [InlineData("a\r\nb\tc\0", @"a\r\nb\tc\u0000")]
    [InlineData("\u007f\u0008\u0085", @"\u007f\u0008\u0085")]
    [InlineData("\u202etxt.exe\u2066\u2069\u200f\u061c", @"\u202etxt.exe\u2066\u2069\u200f\u061c")]
    [InlineData("zero\u200bwidth\u200d\ufeff\u00ad\u2060\u3164\ufe0f", @"zero\u200bwidth\u200d\ufeff\u00ad\u2060\u3164\ufe0f")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("tag \U000E0041", @"tag \udb40\udc41")]
    public void Escape_ForeignText_IsOneLineOfVisibleText(string text, string shown) => TerminalText.Escape(text).Should().Be(shown);

    [Theory]
    [InlineData(new[] { 'a', '\ud800' }, @"a\ud800")]
    [InlineData(new[] { '\udc00', 'b' }, @"\udc00b")]
    public void Escape_LoneSurrogate_IsShown(char[] text, string shown) => TerminalText.Escape(new string(text)).Should().Be(shown);

    [Fact]
    public void Escape_EveryCodePoint_LeavesNoControlCharacter()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (value is >= 0xD800 and <= 0xDFFF) continue;
            var shown = TerminalText.Escape(new Rune(value).ToString());
            var category = Rune.GetUnicodeCategory(new Rune(value));
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                shown.Should().StartWith(@"\", "U+{0:X4} is {1}", value, category).And.MatchRegex(@"^[\x20-\x7e]+$");
            }
            else if (value is >= ' ' and < 0x300)
            {
                shown.Should().Be(new Rune(value).ToString());
            }
        }
    }

    [Fact]
    public void Escape_LongText_IsTruncatedAndCounted()
    {
        TerminalText.Escape(new string('x', 5_000)).Should().HaveLength(2_000 + "… (5,000 characters)".Length).And.EndWith("x… (5,000 characters)");
        TerminalText.Escape("🚲🚲", 3).Should().Be("🚲… (4 characters)");
    }

    [Fact]
    public void EscapeDocument_Json_StaysTheSameJson()
    {
        const string Hostile = "\u009b31m\u202e\u2028\u00ad\ufeff end";
        var json = $"{{\n\"a\":\"{Hostile}\"}}";

        var safe = TerminalText.EscapeDocument(json);

        safe.Should().MatchRegex(@"^[\x20-\x7e\n]+$");
        JsonDocument.Parse(safe).RootElement.GetProperty("a").GetString().Should().Be(Hostile);
    }

    [Fact]
    public async Task Writer_EveryOverload_Escapes()
    {
        var overloads = typeof(TextWriter).GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => method.Name.StartsWith("Write", StringComparison.Ordinal))
            .Where(method => method.GetParameters() is [{ ParameterType: var type }, ..] && type != typeof(CancellationToken))
            .ToList();
        var tried = 0;
        foreach (var method in overloads)
        {
            if (Arguments(method) is not { } arguments) continue;
            var inner = new StringWriter();
            await using var wall = new TerminalWriter(inner);
            if (method.Invoke(wall, arguments) is Task task) await task;
            inner.ToString().Should().StartWith(@"\u001b", "{0}", method).And.NotContain("\u001b");
            tried++;
        }

        tried.Should().BeGreaterThan(12);
    }

    [Fact]
    public void Writer_SurrogatesInTwoWrites_FormOnePair()
    {
        var inner = new StringWriter();
        using var wall = new TerminalWriter(inner);
        foreach (var unit in "a🚲b") wall.Write(unit);
        wall.Write('\ud83d');
        wall.WriteLine("x");

        inner.ToString().Should().Be("a🚲b\\ud83dx\n");
    }

    [Fact]
    public void Line_Interpolated_EscapesValuesButNotLiterals()
    {
        var output = new StringWriter { NewLine = "\n" };
        output.Line($"ours\n  {"theirs\n\u001b[1m"} {5.25:0.0} {"ab",4}|{"cd",-4}|");
        output.Line("whole\nline");

        output.ToString().Should().Be("ours\n  theirs\\n\\u001b[1m 5.3   ab|cd  |\nwhole\\nline\n");
    }

    private static object?[]? Arguments(MethodInfo method)
    {
        const string Escape = "\u001b";
        var parameters = method.GetParameters();
        object? first = parameters[0].ParameterType switch
        {
            var type when type == typeof(char) => '\u001b',
            var type when type == typeof(string) && parameters.Length == 1 => Escape,
            var type when type == typeof(string) && parameters is [_, { ParameterType: var second }, ..] && second != typeof(ReadOnlySpan<object?>) => Escape + "{0}",
            var type when type == typeof(char[]) => Escape.ToCharArray(),
            var type when type == typeof(object) => Escape,
            var type when type == typeof(StringBuilder) => new StringBuilder(Escape),
            var type when type == typeof(ReadOnlyMemory<char>) => Escape.AsMemory(),
            var type when type == typeof(Rune) => new Rune(0x1b),
            _ => null,
        };
        if (first is null) return null;
        return [first, .. parameters.Skip(1).Select((parameter, index) => parameter.ParameterType switch
        {
            var type when type == typeof(int) => index == 0 ? 0 : (object)1,
            var type when type == typeof(object) => "x",
            var type when type == typeof(object[]) => new object[] { "x" },
            var type when type == typeof(CancellationToken) => CancellationToken.None,
            _ => null,
        })];
    }
}
