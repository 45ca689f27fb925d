using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Settings;
using Serilog.Core;

namespace PmpPulse.ServiceDefaults.Tests;

/// <summary>A service with a protected <c>GET /work</c>, and <c>POST /body</c>, which returns the body's length.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private static readonly ServiceDescription Description = new("test-service", "Only for tests.", []) { MaxRequestBodyBytes = 1000 };

    private readonly WebApplication _app;

    private TestService(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public static async Task<TestService> StartAsync(params string[] args)
    {
        var builder = ServiceBuilder.Create(Description, ["--PORT=0", "--BIND_ADDRESS=127.0.0.1", .. args], new HostedIn(Logger.None));
        var app = builder.Build();
        app.MapGet("/work", () => "done");
        app.MapGet("/broken", string () => throw new InvalidOperationException("secret inside"));
        app.MapPost("/body", async (HttpRequest request) =>
        {
            using var memory = new MemoryStream();
            await request.Body.CopyToAsync(memory, request.HttpContext.RequestAborted);
            return memory.Length;
        });
        await app.StartAsync();
        return new TestService(app);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
