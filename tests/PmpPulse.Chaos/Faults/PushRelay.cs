using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PmpPulse.Testing;

namespace PmpPulse.Chaos.Faults;

/// <summary>
/// Signs the pushes of Google's emulator, which accepts a subscription's <c>oidc_token</c> but never sends one. It forwards each request
/// to the service with a token from its own issuer, so that services verify callers as usual, and passes the answer back.
/// </summary>
internal sealed class PushRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestOidcIssuer _issuer;
    private readonly ConcurrentDictionary<string, Uri> _targets = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly string _email;
    private readonly ProgressLog _log;

    private PushRelay(WebApplication app, TestOidcIssuer issuer, string email, ProgressLog log)
    {
        _app = app;
        _issuer = issuer;
        _email = email;
        _log = log;
    }

    /// <summary>The services' <c>OIDC_METADATA</c>.</summary>
    public Uri Metadata => new(_issuer.Metadata);

    /// <param name="email">Service account that the tokens name.</param>
    /// <param name="log">Called for every push and its answer.</param>
    public static async Task<PushRelay> StartAsync(string email, ProgressLog log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRouting();
        var app = builder.Build();
        var relay = new PushRelay(app, await TestOidcIssuer.StartAsync(), email, log);
        app.MapPost("/{audience}", relay.PushAsync);
        await app.StartAsync();
        return relay;
    }

    /// <summary>The push endpoint at which the service with this audience receives messages.</summary>
    public Uri To(Uri service, string audience)
    {
        _targets[audience] = service;
        return new Uri($"{_app.Urls.First()}/{audience}");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _issuer.DisposeAsync();
        _http.Dispose();
    }

    private async Task PushAsync(HttpContext context, string audience)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var id = JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("message").GetProperty("messageId").GetString();
        _log.Report($"{audience} {id}");
        using var request = new HttpRequestMessage(HttpMethod.Post, _targets[audience]) { Content = new ByteArrayContent(body.ToArray()) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _issuer.Token(("aud", audience), ("email", _email)));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await _http.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            // the service is dead or stalled: a failed push to the broker
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }

        _log.Report($"{audience} {id} answered {context.Response.StatusCode}{(context.RequestAborted.IsCancellationRequested ? ", which nobody hears" : "")}");
    }
}
