using PmpPulse.ServiceDefaults.Hosting;
using Serilog.Core;

namespace PmpPulse.Collector.Tests;

public sealed class CollectorOptionsTests
{
    [Fact]
    public void Build_EverythingWrong_NamesEveryFault()
    {
        var build = () => CollectorService.Build(
            ["--FEED_ID=bikes", "--FEED_URL=ftp://x", "--FEED_TIMEOUT=5", "--FEED_RETRIES=many", "--MAX_FEED_BYTES=1", "--EVENT_ENCODING=br", "--FEED_REDIRECT_HOSTS=https://cdn.example", "--FEED_MAX_WAIT=0s", "--PUBSUB_EMULATOR_HOST=http://x", "--PORT=70000"],
            new HostedIn(Logger.None));
        var faults = build.Should().Throw<SettingsException>().Which.Faults;
        faults.Select(f => f.Name).Should().BeEquivalentTo(
            "PORT", "FEED_ID", "FEED_URL", "FEED_TIMEOUT", "FEED_RETRIES", "MAX_FEED_BYTES", "EVENT_ENCODING", "FEED_REDIRECT_HOSTS", "FEED_MAX_WAIT", "PUBSUB_EMULATOR_HOST", "GOOGLE_CLOUD_PROJECT", "OIDC_AUDIENCE", "OIDC_EMAIL");
        faults.Single(f => f.Name == "FEED_ID").ToString().Should().Contain("'bikes'").And.Contain("velib.station_status or ").And.Contain("velib.station_information");
    }

    [Theory]
    [InlineData("htps://user:s3cret@feed.example/a.json")]
    [InlineData("ftp://feed.example/a.json?api_key=s3cret")]
    [InlineData("user:s3cret@feed.example")]
    public void Build_InvalidAddress_IsShownWithoutItsSecrets(string url)
    {
        var build = () => CollectorService.Build([$"--FEED_URL={url}"], new HostedIn(Logger.None));
        var fault = build.Should().Throw<SettingsException>().Which.Faults.Single(f => f.Name == "FEED_URL").ToString();
        fault.Should().Contain("is not valid").And.NotContain("s3cret");
    }
}
