using System.Net;
using System.Text.RegularExpressions;
using PmpPulse.Dashboard.Tests.Support;

namespace PmpPulse.Dashboard.Tests.Site;

/// <summary>The page's files, their weight and their headers.</summary>
public sealed partial class SiteTests
{
    private const string OtherSite = "https://elsewhere.example";

    [Fact]
    public async Task FirstVisit_AllFiles_AreLightAndFoundByTheirImports()
    {
        await using var server = await DashboardServer.StartAsync();
        var bytes = 0;
        var seen = new HashSet<string>();
        var left = new Queue<string>(["/"]);
        while (left.TryDequeue(out var path))
        {
            if (!seen.Add(path)) continue;
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "br" } } };
            using var packed = await server.Client.SendAsync(request);
            packed.StatusCode.Should().Be(HttpStatusCode.OK, path);
            bytes += (await packed.Content.ReadAsByteArrayAsync()).Length;
            var text = await server.Client.GetStringAsync(path);
            foreach (var link in Links().Matches(text).Select(match => match.Groups[1].Value)) left.Enqueue(new Uri(new Uri(server.Address, path), link).AbsolutePath);
        }

        seen.Should().HaveCountGreaterThan(25);
        var page = await server.Client.GetStringAsync("/");
        seen.Where(path => path.EndsWith(".js", StringComparison.Ordinal)).Should().OnlyContain(path => page.Contains($"\"{path}\"", StringComparison.Ordinal), "a module that the page doesn't name is found late");
        bytes.Should().BeLessThan(100_000, "a tenth of what a chart library weighs");
        TestContext.Current.TestOutputHelper?.WriteLine($"{seen.Count} files, {bytes:N0} bytes by Brotli");
    }

    [Fact]
    public async Task Page_Policy_AllowsNothingInlineAndNoOtherHostButTheStreets()
    {
        await using var server = await DashboardServer.StartAsync(null, "--STREETS_URL=https://tiles.example.org/{z}/{x}/{y}.png");
        using var response = await server.Client.GetAsync("/");

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().StartWith("default-src 'none'").And.NotContain("unsafe").And.Contain("frame-ancestors 'none'");
        Hosts().Matches(policy).Select(match => match.Value).Should().Equal("https://tiles.example.org");
    }

    [Fact]
    public async Task Page_StreetsNone_NamesNoOtherHost()
    {
        await using var server = await DashboardServer.StartAsync(null, "--STREETS_URL=none");
        using var response = await server.Client.GetAsync("/");

        Hosts().IsMatch(response.Headers.GetValues("Content-Security-Policy").Single()).Should().BeFalse();
    }

    [Fact]
    public async Task LinkFromAnotherSite_IsFollowed_AndItsScriptsAreRefused()
    {
        await using var server = await DashboardServer.StartAsync();

        (await SendAsync("navigate", "document", origin: null)).Should().Be(HttpStatusCode.OK);
        (await SendAsync("cors", "empty", OtherSite)).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync("no-cors", "script", origin: null)).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync("navigate", "iframe", origin: null)).Should().Be(HttpStatusCode.Forbidden);

        async Task<HttpStatusCode> SendAsync(string mode, string destination, string? origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Sec-Fetch-Site", "cross-site" }, { "Sec-Fetch-Mode", mode }, { "Sec-Fetch-Dest", destination } } };
            if (origin is not null) request.Headers.Add("Origin", origin);
            using var response = await server.Client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Texts_OfBothLanguages_NameTheSameThings()
    {
        await using var server = await DashboardServer.StartAsync();
        var (en, fr) = (await server.Client.GetStringAsync("/js/text/en.js"), await server.Client.GetStringAsync("/js/text/fr.js"));

        Names(fr).Should().Equal(Names(en));

        static string[] Names(string text) => [.. TextNames().Matches(text).Select(match => match.Groups[1].Value)];
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task OtherMethods_AreRefused(string method)
    {
        await using var server = await DashboardServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/now") { Content = new StringContent("{}", null, "application/json") };

        (await server.Client.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [GeneratedRegex("""(?:href="(/[^"]*\.(?:css|svg))"|src="(?<1>/[^"]+)"|from '(?<1>[^']+)')""")]
    private static partial Regex Links();

    [GeneratedRegex(@"https?://[^\s;]+")]
    private static partial Regex Hosts();

    [GeneratedRegex(@"(?<=[{,]\s*)(\w+):(?=\s)", RegexOptions.Multiline)]
    private static partial Regex TextNames();
}
