using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Serilog;

namespace PmpPulse.ServiceDefaults.Tests.Logging;

public sealed class CloudLoggingFormatterTests
{
    [Fact]
    public void Format_InsideASpan_LinkedToItsTrace()
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
    public void Format_ForeignText_IsEscapedAndStaysWhatItWas()
    {
        const string Hostile = "\u001b[31m\u009b\u202e\u2066\u200b\u2028\ufeff";
        var output = new StringWriter { NewLine = "\n" };
        var configuration = new ConfigurationBuilder().Build();
        using (var logger = ServiceLogger.Create("test-service", new SettingsReader(configuration), configuration, output)) logger.Warning("said {What}", Hostile);

        output.ToString().Should().MatchRegex(@"^[\x20-\x7e]+\n$");
        JsonNode.Parse(output.ToString())!["What"]!.GetValue<string>().Should().Be(Hostile);
    }

    [Fact]
    public void Format_Severities_CloudLoggingsNames() => Lines(log =>
    {
        log.Debug("x");
        log.Information("x");
        log.Warning("x");
        log.Error("x");
        log.Fatal("x");
    }, "debug").Select(line => line["severity"]!.GetValue<string>()).Should().Equal("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL");

    [Fact]
    public void Format_AnyValues_OneLineOfJson()
    {
        var line = Single(log => log
            .ForContext("severity", "spoofed")
            .Error(new InvalidOperationException("first line\nsecond line"), "Text {Text} {Number} {List} {Missing}", "a\nb\"c\u0001", double.NaN, new[] { 1, 2 }, null));
        line["severity"]!.GetValue<string>().Should().Be("ERROR");
        line["Text"]!.GetValue<string>().Should().Be("a\nb\"c\u0001");
        line["Number"]!.GetValue<string>().Should().Be("NaN");
        line["List"]!.ToJsonString().Should().Be("[1,2]");
        line["Missing"].Should().BeNull();
        line["exception"]!.GetValue<string>().Should().Contain("InvalidOperationException: first line");
    }

    [Fact]
    public void Create_DefaultLevel_NoDebugLines() => Lines(log => log.Debug("x"), "information").Should().BeEmpty();

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
