using System.Net;
using System.Net.Sockets;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.LocalCloud.Tests.PubSub;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Hosting;

public sealed class PortsTests
{
    [Fact]
    public async Task Port_GrpcAndRest_AreShared()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();

        var (status, body) = await host.SendAsync(HttpMethod.Get, PubSubHost.TopicName("test-topic"));

        status.Should().Be(HttpStatusCode.OK);
        body!["name"]!.GetValue<string>().Should().Be(PubSubHost.TopicName("test-topic"));
    }

    [Fact]
    public async Task Port_Http2WithoutGrpc_IsServedToo()
    {
        await using var host = await PubSubHost.StartAsync();
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var response = await http.GetAsync(new Uri(host.Addresses.PubSub, "healthz"));

        response.Version.Should().Be(HttpVersion.Version20);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"status":"ok"}""");
    }

    [Theory]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 1)]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 5)]
    public async Task Preface_InPieces_IsRecognized(string preface, int pieceLength)
    {
        await using var host = await PubSubHost.StartAsync();
        using var client = await ConnectAsync(host);
        foreach (var piece in preface.Chunk(pieceLength)) await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(piece));
        // an empty SETTINGS frame, as every client opens with
        await client.GetStream().WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });

        var answer = new byte[9];
        await client.GetStream().ReadExactlyAsync(answer);

        answer[3].Should().Be(4, "the server answers with its SETTINGS");
    }

    [Theory]
    [InlineData("P", "OST /v1/nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [InlineData("PRI", "NT / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    public async Task Http1_ThatBeginsLikeThePreface_IsServedAsHttp1(string first, string rest)
    {
        await using var host = await PubSubHost.StartAsync();
        using var client = await ConnectAsync(host);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(first));
        await client.GetStream().FlushAsync();
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(rest));

        using var reader = new StreamReader(client.GetStream());

        (await reader.ReadToEndAsync()).Should().StartWith("HTTP/1.1 ");
    }

    [Fact]
    public async Task Connection_ClosedInThePreface_ServerKeepsServing()
    {
        await using var host = await PubSubHost.StartAsync();
        using (var client = await ConnectAsync(host)) await client.GetStream().WriteAsync("PRI * HT"u8.ToArray());

        await host.CreateTopicAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRI * HTTP/2")]
    public async Task Connection_Silent_IsClosedAfterTheTimeout(string opening)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await PubSubHost.StartAsync(clock);
        using var client = await ConnectAsync(host);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(opening));
        var end = client.GetStream().ReadAsync(new byte[1]).AsTask();

        // the timeout starts when the server accepts the connection, which the test can't observe
        await Eventually.IsTrueAsync(() => end.IsCompleted, step: () => clock.Advance(Http2Preface.Timeout));

        (await end).Should().Be(0);
        await host.CreateTopicAsync();
    }

    [Theory]
    [InlineData("origin", "http://evil.example")]
    [InlineData("origin", "null")]
    [InlineData("sec-fetch-site", "cross-site")]
    [InlineData("x-forwarded-host", "evil.example")]
    public async Task Grpc_FromAWebPage_IsDeniedWithAReason(string header, string value)
    {
        await using var host = await PubSubHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.Addresses.PubSub);

        var call = async () => await new Publisher.PublisherClient(channel).CreateTopicAsync(
            new Topic { Name = PubSubHost.TopicName("planted") }, new Metadata { { header, value } });

        var status = (await call.Should().ThrowAsync<RpcException>()).Which.Status;
        status.StatusCode.Should().Be(StatusCode.PermissionDenied);
        status.Detail.Should().MatchRegex("page|host");
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.")]
    public async Task Http2_ForAnotherAuthority_IsRefused(string authority)
    {
        await using var host = await PubSubHost.StartAsync();
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Addresses.PubSub, "healthz"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { Host = authority },
        };

        using var response = await http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).Should().Contain("HOST_NOT_ALLOWED").And.Contain("ALLOWED_HOSTS");
    }

    [Fact]
    public async Task Host_ThatIsAllowed_IsServedAndNamedInTheDiscovery()
    {
        await using var cloud = await LocalCloudFixture.StartAsync(settings: "--ALLOWED_HOSTS=cloud.internal, other.internal:80");
        var address = cloud.Addresses.PubSub;
        using var http = new HttpClient();
        async Task<string> DiscoverAsync(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, ".well-known/openid-configuration")) { Headers = { Host = host } };
            using var response = await http.SendAsync(request);
            return await response.Content.ReadAsStringAsync();
        }

        (await DiscoverAsync("cloud.internal:1234")).Should().Contain("\"http://cloud.internal:1234/oauth2/v3/certs\"");
        (await DiscoverAsync("other.internal")).Should().Contain("\"http://other.internal/oauth2/v3/certs\"");
        (await DiscoverAsync("other.internal:81")).Should().Contain("HOST_NOT_ALLOWED");
    }

    [Fact]
    public async Task Apis_OnAnotherApisPort_AreNotFound()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        using var http = new HttpClient();
        var path = "v1/" + PubSubHost.TopicName("test-topic");

        using var onScheduler = await http.GetAsync(new Uri(host.Addresses.Scheduler, path));
        using var schedulerOnPubSub = await http.GetAsync(new Uri(host.Addresses.PubSub, "v1/projects/p/locations/l/jobs"));
        using var channel = GrpcChannel.ForAddress(host.Addresses.BigQuery);
        var grpc = async () => await new Publisher.PublisherClient(channel).GetTopicAsync(new GetTopicRequest { Topic = PubSubHost.TopicName("test-topic") });

        onScheduler.StatusCode.Should().Be(HttpStatusCode.NotFound);
        schedulerOnPubSub.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await grpc.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Discovery_OnEveryPort_HasTheSameKey()
    {
        await using var host = await PubSubHost.StartAsync();
        using var http = new HttpClient();

        var keys = new List<string>();
        foreach (var port in new[] { host.Addresses.PubSub, host.Addresses.BigQuery, host.Addresses.Scheduler })
        {
            var discovery = System.Text.Json.Nodes.JsonNode.Parse(await http.GetStringAsync(new Uri(port, ".well-known/openid-configuration")))!;
            var address = discovery["jwks_uri"]!.GetValue<string>();
            address.Should().StartWith(port.ToString());
            keys.Add(await http.GetStringAsync(address));
        }

        keys.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task SigningKey_AfterRestart_IsUnchanged()
    {
        using var directory = new TemporaryDirectory();
        using var http = new HttpClient();
        var keys = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            await using var host = await PubSubHost.StartAsync(dataDirectory: directory);
            keys.Add(await http.GetStringAsync(new Uri(host.Addresses.PubSub, "oauth2/v3/certs")));
        }

        keys[1].Should().Be(keys[0]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(directory, "oidc-key.pem")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("GET", "v1/projects/p/nonsense", null, 404, "NOT_FOUND")]
    [InlineData("GET", "v1/projects/test-project/topics/missing", null, 404, "NOT_FOUND")]
    [InlineData("PUT", "v1/projects/test-project/topics/1", "{}", 400, "INVALID_ARGUMENT")]
    [InlineData("PUT", "v1/projects/test-project/topics/valid", "{broken", 400, "INVALID_ARGUMENT")]
    [InlineData("PUT", "v1/projects/test-project/topics/valid", "{\"kmsKeyName\":\"x\"}", 501, "UNIMPLEMENTED")]
    [InlineData("POST", "v1/projects/test-project/topics/valid", "{}", 404, "NOT_FOUND")]
    public async Task Rest_Error_HasGooglesShape(string method, string path, string? body, int status, string name)
    {
        await using var host = await PubSubHost.StartAsync();

        var (answered, json) = await host.SendAsync(new HttpMethod(method), "/" + path, body);

        ((int)answered).Should().Be(status);
        json!.AsObject().Should().ContainSingle();
        var error = json["error"]!;
        error["code"]!.GetValue<int>().Should().Be(status);
        error["status"]!.GetValue<string>().Should().Be(name);
        error["message"]!.GetValue<string>().Should().NotBeEmpty();
    }

    private static async Task<TcpClient> ConnectAsync(PubSubHost host)
    {
        var client = new TcpClient();
        await client.ConnectAsync(host.Addresses.PubSub.Host, host.Addresses.PubSub.Port);
        client.NoDelay = true;
        return client;
    }
}
