using System.Net;
using Microsoft.Extensions.Configuration;

namespace PmpPulse.Settings.Tests;

public sealed class SettingsReaderTests
{
    private static readonly Setting Any = new("ANY", "A setting.", "example");

    [Fact]
    public void ThrowIfFaulty_SeveralFaults_NamesAllWithValidValues()
    {
        var reader = Reader(("COUNT", "many"), ("WAIT", "10"), ("URL", "x"), ("KIND", "c"));
        reader.Integer(Any with { Name = "COUNT" }, 1, 9);
        reader.Duration(Any with { Name = "WAIT" }, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        reader.HttpUrl(Any with { Name = "URL" });
        reader.Choice(Any with { Name = "KIND" }, new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 });
        reader.Text(Any with { Name = "NEEDED", Required = true });
        reader.Invoking(r => r.ThrowIfFaulty()).Should().Throw<SettingsException>().Which.Faults.Select(f => f.ToString()).Should().Equal(
            "COUNT: 'many' is not valid; give a whole number from 1 to 9, such as COUNT=example",
            "WAIT: '10' is not valid; give a duration from 1s to 1m, such as WAIT=example",
            "URL: 'x' is not valid; give an absolute http or https address, such as URL=example",
            "KIND: 'c' is not valid; give a or b, such as KIND=example",
            "NEEDED: is required and not set; set it as environment variable or argument, such as NEEDED=example");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Text_BlankAndRequired_IsAFault(string value)
    {
        var reader = Reader(("ANY", value));
        reader.Text(Any with { Required = true });
        reader.Invoking(r => r.ThrowIfFaulty()).Should().Throw<SettingsException>();
    }

    [Fact]
    public void Readers_NothingSet_ReturnDefaults()
    {
        var reader = Reader();
        reader.Integer(Any with { Default = "5" }, 1, 9).Should().Be(5);
        reader.Duration(Any with { Default = "90s" }, TimeSpan.Zero, TimeSpan.FromHours(1)).Should().Be(TimeSpan.FromSeconds(90));
        reader.Flag(Any with { Default = "true" }).Should().BeTrue();
        reader.Number(Any with { Default = "0.5" }, 0, 1).Should().Be(0.5);
        reader.List(Any with { Default = "a, b,," }).Should().Equal("a", "b");
        reader.Instant(Any).Should().BeNull();
        reader.OptionalText(Any).Should().BeNull();
        reader.HostAndPort(Any).Should().BeNull();
        reader.ThrowIfFaulty();
    }

    [Theory]
    [InlineData("127.0.0.1:8085", true)]
    [InlineData("localcloud:9050", true)]
    [InlineData("[::1]:9050", true)]
    [InlineData("http://x:1", false)]
    [InlineData("x", false)]
    [InlineData("x:y", false)]
    [InlineData("x:1/path", false)]
    public void HostAndPort_Forms_AcceptOnlyHostAndPort(string value, bool valid)
    {
        var reader = Reader(("ANY", value));
        reader.HostAndPort(Any);
        if (valid) reader.ThrowIfFaulty();
        else reader.Invoking(r => r.ThrowIfFaulty()).Should().Throw<SettingsException>();
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    public void ParsedDuration_Valid_RoundTrips(string text, int milliseconds)
    {
        ParsedDuration.TryParse(text, out var value).Should().BeTrue();
        value.TotalMilliseconds.Should().Be(milliseconds);
        ParsedDuration.TryParse(ParsedDuration.Format(value), out var again).Should().BeTrue();
        again.Should().Be(value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-1s")]
    [InlineData("s")]
    [InlineData("1,5s")]
    [InlineData("9999999999999d")]
    [InlineData("1e3s")]
    public void ParsedDuration_Invalid_False(string text) => ParsedDuration.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void Address_Localhost_IsLoopback() => Reader(("ANY", "localhost")).Address(Any).Should().Be(IPAddress.Loopback);

    private static SettingsReader Reader(params (string Name, string Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build());
}
