using System.Collections.Concurrent;
using System.Globalization;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace PmpPulse.Collector.Tests;

/// <summary>Pub/Sub's publisher API on a free port: keeps what is published, and fails as configured.</summary>
internal sealed class FakePubSub : Publisher.PublisherBase, IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>Everything that was accepted, in order.</summary>
    public ConcurrentQueue<(string Topic, PubsubMessage Message)> Published { get; } = [];

    /// <summary>The error that publishing fails with; null to succeed.</summary>
    public Status? Failure { get; set; }

    /// <summary>The value of <c>PUBSUB_EMULATOR_HOST</c> for a collector.</summary>
    public string Host => new Uri(_app.Urls.First()).Authority;

    public static async Task<FakePubSub> StartAsync()
    {
        var fake = new FakePubSub();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc(o => o.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(fake);
        fake._app = builder.Build();
        fake._app.MapGrpcService<FakePubSub>();
        await fake._app.StartAsync();
        return fake;
    }

    public override Task<PublishResponse> Publish(PublishRequest request, ServerCallContext context)
    {
        if (Failure is { } failure) throw new RpcException(failure);
        var response = new PublishResponse();
        foreach (var message in request.Messages)
        {
            Published.Enqueue((request.Topic, message));
            response.MessageIds.Add(Published.Count.ToString(CultureInfo.InvariantCulture));
        }

        return Task.FromResult(response);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
