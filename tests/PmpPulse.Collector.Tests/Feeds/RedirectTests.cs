using System.Net;
using Microsoft.AspNetCore.Http;

namespace PmpPulse.Collector.Tests.Feeds;

/// <summary>The collector connects only to configured hosts. Tested over real sockets, with other servers that would answer.</summary>
public sealed class RedirectTests : IAsyncLifetime
{
    private const string Feed = """{"last_updated":1760778556,"data":{"stations":[{"station_id":1,"is_renting":1}]}}""";

    private FakePubSub _pubSub = null!;

    public async ValueTask InitializeAsync() => _pubSub = await FakePubSub.StartAsync();

    public ValueTask DisposeAsync() => _pubSub.DisposeAsync();

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Collect_RedirectOnTheSameHost_IsFollowed(int status)
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) => context.Request.Path == "/feed.json"
            ? Redirect(context, status, "/moved/feed.json?x=1")
            : context.Response.WriteAsync(Feed));
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.OK);
        feed.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Collect_RedirectToAnotherServer_IsNotFollowedAndNamesTheSetting()
    {
        await using var other = await ScriptedFeed.StartAsync(Feed);
        await using var feed = await ScriptedFeed.StartAsync((context, _) => Redirect(context, 302, other.Url.Replace("http://", "https://", StringComparison.Ordinal)));
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.BadGateway);
        body["reason"]!.GetValue<string>().Should().Be("feed_redirect_refused");
        body["detail"]!.GetValue<string>().Should().Contain($"FEED_REDIRECT_HOSTS=127.0.0.1:{new Uri(other.Url).Port}");
        other.Requests.Should().BeEmpty();
        feed.Requests.Should().ContainSingle("an unfollowed redirect is not retried");
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/feed")]
    [InlineData("http://169.254.169.254/computeMetadata/v1/")]
    [InlineData("//evil.example/feed")]
    [InlineData("http://")]
    [InlineData("http://[::1")]
    public async Task Collect_RedirectToAnotherHost_502(string location)
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) => Redirect(context, 302, location));
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, "--FEED_RETRIES=0");
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_redirect_refused");
        feed.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Collect_RedirectLoop_StopsAfterFive()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) => Redirect(context, 302, "/feed.json"));
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        await collector.ShouldFailAsync(HttpStatusCode.BadGateway, "feed_redirect_refused");
        feed.Requests.Should().HaveCount(6);
    }

    [Fact]
    public async Task Collect_NameOfThisMachine_IsNotConnectedTo()
    {
        // a name of this machine other than localhost, resolving to one of its own addresses
        var name = Dns.GetHostName();
        var addresses = await Resolve(name);
        Assert.SkipWhen(addresses.Length == 0 || addresses.Any(PmpPulse.Collector.Http.PublicAddress.Is), $"{name} resolves to no private address here");
        await using var feed = await ScriptedFeed.StartAsync(Feed);
        await using var collector = await CollectorServer.StartAsync(_pubSub, $"http://{name}:{new Uri(feed.Url).Port}/feed.json");
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.BadGateway);
        body["reason"]!.GetValue<string>().Should().Be("feed_address_refused", body.ToJsonString());
        body["detail"]!.GetValue<string>().Should().Contain("FEED_PRIVATE_ADDRESSES=true");
        feed.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Collect_Localhost_IsAllowed()
    {
        await using var feed = await ScriptedFeed.StartAsync(Feed);
        await using var collector = await CollectorServer.StartAsync(_pubSub, $"http://localhost:{new Uri(feed.Url).Port}/feed.json");
        (await collector.CollectAsync()).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Collect_CookieSet_IsNeverSentBack()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.Headers.SetCookie = "session=1; Path=/";
            return context.Response.WriteAsync(Feed);
        });
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        await collector.CollectAsync();
        await collector.CollectAsync();
        feed.Requests.Should().HaveCount(2).And.OnlyContain(request => !request.ContainsKey("Cookie"));
    }

    [Fact]
    public async Task Collect_CredentialsInTheAddress_AreSentAndNeverShown()
    {
        await using var feed = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.StatusCode = context.Request.Headers.Authorization == "Basic dXNlcjpzM2NyZXQ=" ? 404 : 401;
            return Task.CompletedTask;
        });
        var address = feed.Url.Replace("http://", "http://user:s3cret@", StringComparison.Ordinal) + "?key=t0ken";
        await using var collector = await CollectorServer.StartAsync(_pubSub, address);
        var (_, body) = await collector.CollectAsync();
        body["reason"]!.GetValue<string>().Should().Be("feed_not_found");
        body.ToJsonString().Should().NotContain("s3cret").And.NotContain("t0ken");
    }

    private static async Task<IPAddress[]> Resolve(string name)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(name);
        }
        catch (System.Net.Sockets.SocketException)
        {
            return [];
        }
    }

    private static Task Redirect(HttpContext context, int status, string location)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
