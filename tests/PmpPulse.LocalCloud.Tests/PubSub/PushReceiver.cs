using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

/// <summary>A test's own HTTP endpoint that records requests and answers as the test says.</summary>
public sealed class PushReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<PushRequest> _requests = Channel.CreateUnbounded<PushRequest>();
    private int _underWay;

    private PushReceiver(WebApplication app) => _app = app;

    /// <summary>Its address: <c>/push</c> on a free port.</summary>
    public string Endpoint => _app.Urls.First() + "/push";

    /// <summary>Returns the answer's status; 204 if not set. May wait, to delay a request.</summary>
    public Func<PushRequest, Task<int>> Answer { get; set; } = _ => Task.FromResult(StatusCodes.Status204NoContent);

    /// <summary>The largest number of requests in flight at once so far.</summary>
    public int MaxUnderWay { get; private set; }

    /// <summary>Everything received so far.</summary>
    public ConcurrentQueue<PushRequest> All { get; } = new();

    public static async Task<PushReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var app = builder.Build();
        var receiver = new PushReceiver(app);
        app.Run(receiver.HandleAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits for the next request.</summary>
    public async Task<PushRequest> NextAsync() => await _requests.Reader.ReadAsync().OrTimeout();

    /// <summary>Whether a request has arrived that <see cref="NextAsync"/> hasn't returned yet.</summary>
    public bool HasMore => _requests.Reader.Count > 0;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var underWay = Interlocked.Increment(ref _underWay);
        MaxUnderWay = Math.Max(MaxUnderWay, underWay);
        try
        {
            var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
            var request = new PushRequest(
                bytes.ToArray(), context.Request.Method, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            All.Enqueue(request);
            _requests.Writer.TryWrite(request);
            context.Response.StatusCode = await Answer(request);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}

/// <summary>A received request.</summary>
public sealed record PushRequest(byte[] Bytes, string Method, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The JSON body.</summary>
    public JsonNode Body { get; } = (Bytes.Length > 0 && Bytes[0] == '{' ? JsonNode.Parse(Bytes) : null) ?? new JsonObject();

    /// <summary>The header; empty if there was none.</summary>
    public string Authorization => Headers.GetValueOrDefault("Authorization", "");

    public string? ContentType => Headers.GetValueOrDefault("Content-Type");

    /// <summary>The message's data as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(Body["message"]!["data"]!.GetValue<string>()));
}
