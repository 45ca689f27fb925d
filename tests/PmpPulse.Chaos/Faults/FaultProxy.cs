using System.Net;
using Google.Cloud.BigQuery.Storage.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PmpPulse.LocalCloud.Hosting;
using Yarp.ReverseProxy.Forwarder;

namespace PmpPulse.Chaos.Faults;

/// <summary>A proxy in front of LocalCloud's BigQuery that injects scheduled faults. Speaks both of its protocols.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private const int MaxMessageBytes = 64 * 1024 * 1024;

    private readonly WebApplication _app;

    private FaultProxy(WebApplication app) => _app = app;

    /// <param name="port">Port that the services connect to.</param>
    /// <param name="upstream">host:port of LocalCloud's BigQuery.</param>
    /// <param name="faults">What happens to requests.</param>
    public static async Task<FaultProxy> StartAsync(int port, string upstream, FaultSwitch faults)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AllowAlternateSchemes = true;
            kestrel.Limits.MaxRequestBodySize = MaxMessageBytes;
            kestrel.Listen(IPAddress.Loopback, port, listener => listener.Use(next => new Http2Preface(next, TimeProvider.System).OnConnectionAsync));
        });
        builder.Services.AddRouting();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MaxMessageBytes);
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(faults);
        builder.Services.AddSingleton(_ => GrpcChannel.ForAddress($"http://{upstream}", new GrpcChannelOptions
        {
            MaxReceiveMessageSize = MaxMessageBytes,
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(500),
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
        }));
        builder.Services.AddSingleton(provider => new BigQueryWrite.BigQueryWriteClient(provider.GetRequiredService<GrpcChannel>()));
        builder.Services.AddSingleton(provider => new RestRelay(provider.GetRequiredService<IHttpForwarder>(), faults, upstream));

        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<StorageWriteRelay>();
        app.MapFallback("/{**path}", (HttpContext context, RestRelay relay) => relay.HandleAsync(context));
        await app.StartAsync();
        return new FaultProxy(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
