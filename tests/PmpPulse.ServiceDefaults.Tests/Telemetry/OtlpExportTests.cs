using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.ServiceDefaults.Tests.Telemetry;

public sealed class OtlpExportTests
{
    private static readonly ServiceDescription Service = new("otlp-service", "Only for tests.", []);

    [Fact]
    public async Task Run_EndpointSet_ExportsOurSpansAndMeters()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = Receiver(received);
        await collector.StartAsync();
        using var source = new ActivitySource("PmpPulse.OtlpExportTests");
        using var meter = new Meter("PmpPulse.OtlpExportTests");

        var app = ServiceBuilder.Create(Service,
        [
            "--PORT=0", "--BIND_ADDRESS=127.0.0.1", "--OIDC_DISABLED=true", "--LOG_LEVEL=error",
            "--OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.Urls.First(), "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
        ]).Build();
        await app.StartAsync();
        using (source.StartActivity("span-of-ours")) meter.CreateCounter<long>("counter-of-ours").Add(1);
        // stopping the service flushes pending telemetry
        await app.StopAsync();
        await app.DisposeAsync();

        received["/v1/traces"].Should().Contain("span-of-ours").And.Contain("otlp-service");
        received["/v1/metrics"].Should().Contain("counter-of-ours");
    }

    private static WebApplication Receiver(ConcurrentDictionary<string, string> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var text = Encoding.Latin1.GetString(body.ToArray());
            received.AddOrUpdate(context.Request.Path, text, (_, before) => before + text);
        });
        return app;
    }
}
