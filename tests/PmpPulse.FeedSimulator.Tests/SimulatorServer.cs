using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using PmpPulse.ServiceDefaults.Hosting;
using Serilog.Core;

namespace PmpPulse.FeedSimulator.Tests;

/// <summary>A simulator of this test's own on a free port.</summary>
internal sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SimulatorServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public static async Task<SimulatorServer> StartAsync(params string[] args)
    {
        var app = FeedSimulatorService.Build(["--PORT=0", .. args], new HostedIn(Logger.None));
        await app.StartAsync();
        return new SimulatorServer(app);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public async Task<JsonNode> StatusAsync(params (string Name, string Value)[] headers) =>
        JsonNode.Parse(await (await GetAsync(FeedSimulatorService.StatusPath, headers)).Content.ReadAsStringAsync())!;

    public async Task<long> EventTimeAsync(params (string Name, string Value)[] headers)
    {
        var feed = await StatusAsync(headers);
        return (feed["lastUpdatedOther"] ?? feed["last_updated"])!.GetValue<long>();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
