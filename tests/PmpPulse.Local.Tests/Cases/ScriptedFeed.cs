using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmpPulse.Local.Tests.Cases;

/// <summary>A feed server on a free port: every path serves the configured bytes, and requests are counted.</summary>
internal sealed class ScriptedFeed : IAsyncDisposable
{
    private readonly WebApplication _server;
    private volatile Answer _answer = new(StatusCodes.Status404NotFound, [], []);
    private int _requests;

    private ScriptedFeed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(RespondAsync);
    }

    public int Requests => Volatile.Read(ref _requests);

    public Uri Address => new(new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "feed.json");

    public static async Task<ScriptedFeed> StartAsync(CancellationToken cancellationToken)
    {
        var feed = new ScriptedFeed();
        await feed._server.StartAsync(cancellationToken);
        return feed;
    }

    /// <summary>Sets the answer from now on.</summary>
    public void Answers(byte[] body, int status = StatusCodes.Status200OK, params (string Name, string Value)[] headers) =>
        _answer = new Answer(status, body, headers);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task RespondAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var answer = _answer;
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private sealed record Answer(int Status, byte[] Body, (string Name, string Value)[] Headers);
}
