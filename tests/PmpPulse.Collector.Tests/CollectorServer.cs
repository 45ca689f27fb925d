using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using PmpPulse.FeedSimulator;
using PmpPulse.ServiceDefaults.Hosting;
using Serilog.Core;

namespace PmpPulse.Collector.Tests;

/// <summary>A collector of this test's own on a free port.</summary>
internal sealed class CollectorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WebApplication? _simulator;
    private readonly HttpClient _client;

    private CollectorServer(WebApplication app, WebApplication? simulator)
    {
        (_app, _simulator) = (app, simulator);
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>A collector whose callers are not verified.</summary>
    public static Task<CollectorServer> StartAsync(FakePubSub pubSub, string feedUrl, params string[] args) =>
        StartAsync([$"--PUBSUB_EMULATOR_HOST={pubSub.Host}", $"--FEED_URL={feedUrl}", "--OIDC_DISABLED=true", .. args]);

    public static async Task<CollectorServer> StartAsync(params string[] args) => new(await StartAppAsync(args), null);

    /// <summary>A collector of the status feed of a small simulated city.</summary>
    public static async Task<CollectorServer> StartWithSimulatorAsync(FakePubSub pubSub, string[] simulatorArgs, params string[] args)
    {
        var simulator = FeedSimulatorService.Build(["--PORT=0", "--STATIONS=30", .. simulatorArgs], new HostedIn(Logger.None));
        await simulator.StartAsync();
        var url = simulator.Urls.First() + FeedSimulatorService.StatusPath;
        return new CollectorServer(
            await StartAppAsync([$"--PUBSUB_EMULATOR_HOST={pubSub.Host}", $"--FEED_URL={url}", "--OIDC_DISABLED=true", .. args]), simulator);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> CollectAsync(string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, CollectorService.CollectPath);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _client.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public async Task ShouldFailAsync(HttpStatusCode status, string reason)
    {
        var (found, body) = await CollectAsync();
        found.Should().Be(status, body.ToJsonString());
        body["reason"]!.GetValue<string>().Should().Be(reason, body.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        if (_simulator is not null) await _simulator.DisposeAsync();
    }

    private static async Task<WebApplication> StartAppAsync(string[] args)
    {
        var app = CollectorService.Build(
            ["--PORT=0", "--BIND_ADDRESS=127.0.0.1", "--GOOGLE_CLOUD_PROJECT=test-project", .. args], new HostedIn(Logger.None));
        await app.StartAsync();
        return app;
    }
}
