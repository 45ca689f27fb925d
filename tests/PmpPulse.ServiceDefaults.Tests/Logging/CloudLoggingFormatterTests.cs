using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using PmpPulse.Contracts.Text;
using PmpPulse.ServiceDefaults.Logging;
using Serilog;

namespace PmpPulse.ServiceDefaults.Tests.Logging;

public sealed class CloudLoggingFormatterTests
{
    [Fact]
    public void Format_InsideASpan_IsLinkedToItsTrace()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var line = Single(log => log.Information("{Count} rows into {Table}", 3, "a.b"));
        line["severity"]!.GetValue<string>().Should().Be("INFO");
        line["message"]!.GetValue<string>().Should().Be("3 rows into a.b");
        line["Count"]!.GetValue<int>().Should().Be(3);
        line["service"]!.GetValue<string>().Should().Be("test-service");
        line["logging.googleapis.com/trace"]!.GetValue<string>().Should().Be("projects/my-project/traces/" + activity.TraceId.ToHexString());
        line["logging.googleapis.com/spanId"]!.GetValue<string>().Should().Be(activity.SpanId.ToHexString());
        DateTimeOffset.Parse(line["time"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)
            .Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        line["time"]!.GetValue<string>().Should().EndWith("Z");
    }

    [Fact]
    public void Format_ForeignText_IsEscapedAndRoundTrips()
    {
        const string Hostile = "\u001b[31m\u009b\u202e\u2066\u200b\u2028\ufeff";
        var output = new StringWriter { NewLine = "\n" };
        var configuration = new ConfigurationBuilder().Build();
        using (var logger = ServiceLogger.Create("test-service", new SettingsReader(configuration), configuration, output)) logger.Warning("said {What}", Hostile);

        output.ToString().Should().MatchRegex(@"^[\x20-\x7e]+\n$");
        JsonNode.Parse(output.ToString())!["What"]!.GetValue<string>().Should().Be(TerminalText.EscapeDocument(Hostile), "the decoded line may be printed to a terminal");
    }

    [Fact]
    public void Format_Severities_AreCloudLoggingsNames() => Lines(log =>
    {
        log.Debug("x");
        log.Information("x");
        log.Warning("x");
        log.Error("x");
        log.Fatal("x");
    }, "debug").Select(line => line["severity"]!.GetValue<string>()).Should().Equal("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL");

    [Fact]
    public void Format_AnyValues_IsOneLineOfJson()
    {
        var line = Single(log => log
            .ForContext("severity", "spoofed")
            .Error(new InvalidOperationException("first line\nsecond line"), "Text {Text} {Number} {List} {Missing}", "a\nb\"c\u0001", double.NaN, new[] { 1, 2 }, null));
        line["severity"]!.GetValue<string>().Should().Be("ERROR");
        line["Text"]!.GetValue<string>().Should().Be("a\nb\"c\\u0001");
        line["Number"]!.GetValue<string>().Should().Be("NaN");
        line["List"]!.ToJsonString().Should().Be("[1,2]");
        line["Missing"].Should().BeNull();
        line["exception"]!.GetValue<string>().Should().Contain("InvalidOperationException: first line");
    }

    [Fact]
    public void Format_LongForeignText_IsTruncatedEverywhere()
    {
        var text = new string('x', 1_000_000);
        var line = Single(log => log.ForContext("Element", new[] { text, text }).ForContext(text, 1)
            .ForContext("Map", new Dictionary<string, string> { [text] = text })
            .Error(new InvalidOperationException(text), "Message {MessageId} of {Subscription} with {@Object}", text, text, new { Text = text }));

        line.ToJsonString().Length.Should().BeLessThan(40_000);
        line["MessageId"]!.GetValue<string>().Should().Be(new string('x', 1_000) + "… (1000000 characters)");
        line["message"]!.GetValue<string>().Should().StartWith("Message xxx").And.Contain(" of xxx");
        line["exception"]!.GetValue<string>().Should().EndWith("characters)");
    }

    [Theory]
    [InlineData("\u001b[2J")]
    [InlineData("\u009b2J")]
    [InlineData("\u202egnp.exe")]
    [InlineData("\u2066x\u2069")]
    [InlineData("\u2028x")]
    public void Format_TerminalControlCharacters_AreEscaped(string text)
    {
        var line = Single(log => log.Warning("Got {Text}", text));

        line["Text"]!.GetValue<string>().Should().Contain(@"\u").And.NotContainAny("\u001b", "\u009b", "\u202e", "\u2066", "\u2069", "\u2028");
        line["message"]!.GetValue<string>().Should().NotContainAny("\u001b", "\u009b", "\u202e", "\u2066", "\u2069", "\u2028");
    }

    // not a theory: an attribute can't hold invalid text
    [Fact]
    public void Format_LoneSurrogate_IsStillOneLine()
    {
        foreach (var half in new[] { '\ud83d', '\udeb2' })
        {
            Single(log => log.Warning("Got {Text}", $"x{half}y"))["Text"]!.GetValue<string>().Should().StartWith("x").And.EndWith("y");
        }
    }

    [Fact]
    public void Format_EndlessList_IsTruncated() =>
        Single(log => log.Warning("Got {List}", Enumerable.Range(0, 100_000).ToArray())).ToJsonString().Length.Should().BeLessThan(20_000);

    [Fact]
    public void Format_TruncationInsideACharacter_CutsBeforeIt() =>
        Single(log => log.Warning("Got {Text}", new string('x', 999) + "🚲")).ToJsonString().Should().NotContainAny("FFFD", @"\ud83d");

    [Fact]
    public void Create_DefaultLevel_WritesNoDebugLines() => Lines(log => log.Debug("x"), "information").Should().BeEmpty();

    private static JsonNode Single(Action<ILogger> write) => Lines(write, "information").Should().ContainSingle().Which;

    private static List<JsonNode> Lines(Action<ILogger> write, string level)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create("GOOGLE_CLOUD_PROJECT", (string?)"my-project"), KeyValuePair.Create("LOG_LEVEL", (string?)level)]).Build();
        using var output = new StringWriter();
        using (var logger = ServiceLogger.Create("test-service", new SettingsReader(configuration), configuration, output)) write(logger);
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
