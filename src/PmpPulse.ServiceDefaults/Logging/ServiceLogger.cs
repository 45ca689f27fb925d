using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using PmpPulse.ServiceDefaults.Http;
using PmpPulse.ServiceDefaults.Settings;
using PmpPulse.ServiceDefaults.Streams;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace PmpPulse.ServiceDefaults.Logging;

/// <summary>The logger of a process: JSON lines on standard output.</summary>
public static class ServiceLogger
{
    private static readonly Dictionary<string, LogEventLevel> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["information"] = LogEventLevel.Information,
        ["debug"] = LogEventLevel.Debug,
        ["warning"] = LogEventLevel.Warning,
        ["error"] = LogEventLevel.Error,
    };

    /// <summary>A logger as <c>LOG_LEVEL</c> asks for it; the frameworks' own lines only from warnings up.</summary>
    /// <param name="name">Property <c>service</c> of every line.</param>
    /// <param name="settings">Where <c>LOG_LEVEL</c> is read.</param>
    /// <param name="configuration">Where the project id is read, which links traces.</param>
    /// <param name="output">Where lines go; standard output if null.</param>
    public static Logger Create(string name, SettingsReader settings, IConfiguration configuration, TextWriter? output = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(configuration);
        var formatter = new CloudLoggingFormatter(configuration[GoogleCloudSettings.Project.Name]);
        return new LoggerConfiguration()
            .MinimumLevel.Is(settings.Choice(CommonSettings.LogLevel, Levels))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft.AspNetCore.Authentication", LogEventLevel.Error)
            .MinimumLevel.Override("Microsoft.AspNetCore.Authorization", LogEventLevel.Error)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .MinimumLevel.Override("Grpc", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Warning)
            .Enrich.WithProperty("service", name)
            .Enrich.FromLogContext()
            .WriteTo.Sink(new TextWriterSink(formatter, output ?? StandardStreams.Output))
            .CreateLogger();
    }

    /// <summary>One line per request; health checks only at debug level.</summary>
    internal static void UseServiceRequestLogging(this IApplicationBuilder app) =>
        app.UseSerilogRequestLogging(options =>
        {
            options.MessageTemplate = "{RequestMethod} {RequestPath} answered {StatusCode} in {Elapsed:0.0} ms";
            options.GetLevel = (context, _, exception) => exception is not null || context.Response.StatusCode >= 500 ? LogEventLevel.Error
                : context.Response.StatusCode >= 400 ? LogEventLevel.Warning
                : context.Request.Path == HealthEndpoint.Path ? LogEventLevel.Debug
                : LogEventLevel.Information;
        });
}
