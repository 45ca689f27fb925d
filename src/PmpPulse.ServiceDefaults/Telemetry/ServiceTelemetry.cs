using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PmpPulse.ServiceDefaults.Http;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.ServiceDefaults.Telemetry;

/// <summary>OpenTelemetry for a process, once.</summary>
public static class ServiceTelemetry
{
    /// <summary>Prefix of our activity sources and meters.</summary>
    public const string Prefix = "PmpPulse.";

    /// <summary>
    /// Traces and metrics of <c>PmpPulse.*</c>, of requests in and out; exported by OTLP if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set
    /// (the other <c>OTEL_*</c> settings have their usual meaning). Without it only trace ids are made: they are in logs and messages.
    /// </summary>
    public static IServiceCollection AddServiceTelemetry(this IServiceCollection services, string serviceName, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (string.IsNullOrWhiteSpace(configuration[CommonSettings.OtlpEndpoint.Name]))
        {
            TraceIds.Listen();
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName, serviceVersion: ProductVersion.Text))
            .WithTracing(tracing => tracing
                .AddSource(Prefix + "*")
                .AddAspNetCoreInstrumentation(options => options.Filter = context => context.Request.Path != HealthEndpoint.Path)
                .AddHttpClientInstrumentation())
            .WithMetrics(metrics => metrics
                .AddMeter(Prefix + "*", "System.Runtime")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation())
            .UseOtlpExporter();
        return services;
    }
}
