using System.Net;
using PmpPulse.Collector.Http;

namespace PmpPulse.Collector.Tests.Http;

public sealed class HostListTests
{
    [Theory]
    [InlineData("https://feed.example/a.json", "https://feed.example/b.json")]
    [InlineData("https://feed.example/a.json", "https://FEED.example:443/b.json")]
    [InlineData("https://feed.example:8443/a.json", "https://feed.example:8443/b.json")]
    [InlineData("https://feed.example:8443/a.json", "https://feed.example/b.json")]
    [InlineData("http://feed.example/a.json", "https://feed.example/a.json")]
    [InlineData("http://feed.example/a.json", "http://feed.example/b.json")]
    [InlineData("http://127.0.0.1:8130/a.json", "http://127.0.0.1:8130/b.json")]
    [InlineData("https://feed.example/a.json", "https://cdn.example/b.json")]
    [InlineData("https://feed.example/a.json", "https://files.example:8443/b.json")]
    [InlineData("http://feed.example/a.json", "https://cdn.example/b.json")]
    public void RedirectRefusal_TheHostOrAListedOne_IsNull(string from, string target) => RedirectRefusal(from, target).Should().BeNull();

    [Theory]
    [InlineData("https://feed.example/a.json", "http://feed.example/a.json", "plain http")]
    [InlineData("http://feed.example/a.json", "http://feed.example:8080/a.json", "plain http")]
    [InlineData("https://feed.example/a.json", "http://cdn.example/b.json", "plain http")]
    [InlineData("https://feed.example/a.json", "http://cdn.example:443/b.json", "plain http")]
    [InlineData("https://feed.example/a.json", "https://evil.example/", "FEED_REDIRECT_HOSTS=evil.example")]
    [InlineData("https://feed.example/a.json", "https://feed.example.evil.example/", "evil.example")]
    [InlineData("https://feed.example/a.json", "https://feed.example@evil.example/", "FEED_REDIRECT_HOSTS=evil.example")]
    [InlineData("https://feed.example/a.json", "https://sub.feed.example/", "sub.feed.example")]
    [InlineData("https://feed.example/a.json", "https://cdn.example:8443/", "cdn.example:8443")]
    [InlineData("https://feed.example:8443/a.json", "https://feed.example:8444/", "FEED_REDIRECT_HOSTS=feed.example:8444")]
    [InlineData("https://feed.example/a.json", "https://169.254.169.254/computeMetadata/v1/", "169.254.169.254")]
    [InlineData("http://127.0.0.1:8130/a.json", "http://127.0.0.1:9050/bigquery", "127.0.0.1:9050")]
    [InlineData("http://127.0.0.1:8130/a.json", "http://2130706433:9050/", "127.0.0.1:9050")]
    [InlineData("https://feed.example/a.json", "file:///etc/passwd", "scheme 'file'")]
    [InlineData("https://feed.example/a.json", "ftp://feed.example/a.json", "scheme 'ftp'")]
    [InlineData("https://feed.example/a.json", "gopher://feed.example/", "scheme 'gopher'")]
    public void RedirectRefusal_AnythingElse_SaysWhyAndWhatToSet(string from, string target, string named) => RedirectRefusal(from, target).Should().Contain(named);

    [Fact]
    public void MayConnect_NameOfAPrivateAddress_OnlyIfIntended()
    {
        var loopback = IPAddress.Loopback;
        Hosts("https://feed.example/").MayConnect("feed.example", loopback).Should().BeFalse();
        Hosts("https://feed.example/").MayConnect("feed.example", IPAddress.Parse("::ffff:10.0.0.1")).Should().BeFalse();
        Hosts("https://metadata.google.internal/").MayConnect("metadata.google.internal", IPAddress.Parse("169.254.169.254")).Should().BeFalse();
        Hosts("https://feed.example/").MayConnect("feed.example", IPAddress.Parse("8.8.8.8")).Should().BeTrue();
        Hosts("http://localhost:8130/").MayConnect("localhost", loopback).Should().BeTrue();
        Hosts("http://localhost:8130/").MayConnect("localhost", IPAddress.Parse("10.0.0.1")).Should().BeFalse("localhost is this machine");
        Hosts("http://127.0.0.1:8130/").MayConnect("127.0.0.1", loopback).Should().BeTrue();
        Hosts("http://feeds.corp/", allowsPrivate: true).MayConnect("feeds.corp", IPAddress.Parse("10.0.0.1")).Should().BeTrue();
    }

    [Fact]
    public void IsOwn_Credentials_GoOnlyToTheFeedsHostAndNeverLessSecurely()
    {
        var hosts = Hosts("https://user:word@feed.example/a.json");
        hosts.IsOwn(new Uri("https://feed.example/b.json")).Should().BeTrue();
        hosts.IsOwn(new Uri("https://cdn.example/b.json")).Should().BeFalse();
        hosts.IsOwn(new Uri("http://feed.example/b.json")).Should().BeFalse();
        hosts.IsOwn(new Uri("https://feed.example:8443/b.json")).Should().BeFalse();
    }

    private static string? RedirectRefusal(string from, string target) => Hosts(from).RedirectRefusal(new Uri(from), new Uri(target));

    private static HostList Hosts(string url, bool allowsPrivate = false) =>
        new(new Uri(url), [new Uri("https://cdn.example/"), new Uri("https://files.example:8443/")], allowsPrivate);
}
