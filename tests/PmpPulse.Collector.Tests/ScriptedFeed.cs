using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PmpPulse.Collector.Tests;

/// <summary>A web server on a free port that answers every request as the test says.</summary>
internal sealed class ScriptedFeed : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedFeed(WebApplication app) => _app = app;

    /// <summary>Headers of the requests so far.</summary>
    public ConcurrentQueue<IHeaderDictionary> Requests { get; } = [];

    public string Url => _app.Urls.First() + "/feed.json";

    public static async Task<ScriptedFeed> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        var feed = new ScriptedFeed(app);
        app.Run(async context =>
        {
            var headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            feed.Requests.Enqueue(headers);
            await answer(context, feed.Requests.Count);
        });
        await app.StartAsync();
        return feed;
    }

    public static Task<ScriptedFeed> StartAsync(string body) => StartAsync((context, _) => context.Response.WriteAsync(body));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
