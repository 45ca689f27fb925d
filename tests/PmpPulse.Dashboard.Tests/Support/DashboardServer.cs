using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.ServiceDefaults.Hosting;
using Serilog.Core;

namespace PmpPulse.Dashboard.Tests.Support;

/// <summary>A dashboard of this test's own on a free port, over a made-up warehouse.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardServer(WebApplication app, FakeWarehouse warehouse)
    {
        (_app, Warehouse) = (app, warehouse);
        Client = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = Address };
    }

    public FakeWarehouse Warehouse { get; }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Takes no packed answers unless a request says so.</summary>
    public HttpClient Client { get; }

    /// <param name="clock">The server's clock; the system's if null.</param>
    /// <param name="settings">Additional settings, as <c>--NAME=value</c>.</param>
    public static async Task<DashboardServer> StartAsync(FakeTimeProvider? clock = null, params string[] settings)
    {
        var warehouse = await FakeWarehouse.StartAsync();
        return await StartAsync(warehouse, clock, settings);
    }

    public static async Task<DashboardServer> StartAsync(FakeWarehouse warehouse, FakeTimeProvider? clock, params string[] settings)
    {
        var app = DashboardService.Build(
            ["--PORT=0", "--BIND_ADDRESS=127.0.0.1", "--GOOGLE_CLOUD_PROJECT=test", $"--BIGQUERY_EMULATOR_HOST={warehouse.Host}", .. settings],
            new HostedIn(Logger.None) { Clock = clock ?? TimeProvider.System });
        await app.StartAsync();
        return new DashboardServer(app, warehouse);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        response.StatusCode.Should().Be(HttpStatusCode.OK, path);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Warehouse.DisposeAsync();
    }
}
