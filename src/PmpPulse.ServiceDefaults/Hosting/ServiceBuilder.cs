using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmpPulse.ServiceDefaults.Authentication;
using PmpPulse.ServiceDefaults.Connections;
using PmpPulse.ServiceDefaults.CrossOrigin;
using PmpPulse.ServiceDefaults.Http;
using PmpPulse.ServiceDefaults.Logging;
using PmpPulse.ServiceDefaults.Settings;
using PmpPulse.ServiceDefaults.Telemetry;
using Serilog;

namespace PmpPulse.ServiceDefaults.Hosting;

/// <summary>
/// A web service with everything that ours share: settings from environment and arguments only, JSON logs, OpenTelemetry,
/// <c>/healthz</c>, OIDC verification of callers, bounded bodies and a shutdown inside ten seconds.
/// </summary>
/// <remarks>
/// Read the service's own settings through <see cref="Settings"/>, then call <see cref="SettingsReader.ThrowIfFaulty"/> (or
/// <see cref="Build"/>, which does): so all faults are reported at once.
/// </remarks>
public sealed class ServiceBuilder
{
    // Cloud Run kills ten seconds after SIGTERM; the rest is left for the runtime to end
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    // from a request's first byte to the end of its headers: a slow sender holds a connection for no longer
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    private readonly WebApplicationBuilder _builder;
    private readonly ServiceDescription _service;
    private readonly HostedIn? _host;

    private ServiceBuilder(WebApplicationBuilder builder, ServiceDescription service, HostedIn? host)
    {
        _builder = builder;
        _service = service;
        _host = host;
        Settings = new SettingsReader(builder.Configuration);
    }

    /// <summary>Reads settings; its faults are thrown together.</summary>
    public SettingsReader Settings { get; }

    public IConfiguration Configuration => _builder.Configuration;

    public IServiceCollection Services => _builder.Services;

    public IWebHostBuilder WebHost => _builder.WebHost;

    /// <summary>Starts a service from its arguments (<c>--NAME=value</c>, which win) and the environment.</summary>
    /// <param name="service">The service and its settings.</param>
    /// <param name="args">Arguments, each a setting.</param>
    /// <param name="host">Given if several services share a process.</param>
    public static ServiceBuilder Create(ServiceDescription service, string[] args, HostedIn? host = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        // the empty builder: no appsettings.json (several services share one output folder), no console logger, no ASPNETCORE_URLS
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = service.Name });
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
        var result = new ServiceBuilder(builder, service, host);
        result.AddDefaults(args);
        return result;
    }

    /// <summary>Builds the service with the shared middleware in place; endpoints mapped on it require a caller's token.</summary>
    /// <exception cref="SettingsException">A setting is missing or wrong.</exception>
    public WebApplication Build()
    {
        Settings.ThrowIfFaulty();
        var app = _builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => Log.Started(app.Logger, _service.Name, ProductVersion.Text));
        app.UseMiddleware<CrossOriginMiddleware>();
        app.UseServiceRequestLogging();
        // only ExceptionAnswer writes the answer
        app.UseExceptionHandler(_ => { });
        app.UseRouting();
        if (_service.RequiresCaller)
        {
            app.UseAuthentication();
            app.UseAuthorization();
        }

        app.MapHealth();
        return app;
    }

    /// <summary>
    /// Builds the service with a pipeline that only refuses requests of web pages, for a program whose requests are not a
    /// service's.
    /// </summary>
    /// <exception cref="SettingsException">A setting is missing or wrong.</exception>
    public WebApplication BuildBare()
    {
        Settings.ThrowIfFaulty();
        var app = _builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => Log.Started(app.Logger, _service.Name, ProductVersion.Text));
        app.UseMiddleware<CrossOriginMiddleware>();
        return app;
    }

    private void AddDefaults(string[] args)
    {
        if (_host is null) CheckArguments(args);

        var address = Settings.Address(CommonSettings.BindAddress(_service));
        Services.AddSingleton(_host?.Clock ?? TimeProvider.System);
        Services.AddRouting();
        Services.AddExceptionHandler<ExceptionAnswer>();
        Services.Configure<HostOptions>(options => options.ShutdownTimeout = _host?.ShutdownTimeout ?? ShutdownTimeout);
        AddKestrel(address);
        AddConnectionLimits();
        if (_host is null)
        {
            Services.AddSerilog(ServiceLogger.Create(_service.Name, Settings, Configuration), dispose: true);
            Services.AddServiceTelemetry(_service.Name, Configuration);
        }
        else
        {
            Services.AddSerilog(_host.Logger.ForContext("service", _service.Name), dispose: false);
            Services.AddSingleton<IHostLifetime, HostedLifetime>();
        }

        var oidc = _service.RequiresCaller ? OidcOptions.Read(Settings, address) : null;
        if (oidc is not null) Services.AddCallerVerification(oidc);
        AddCrossOriginPolicy(address, oidc);
    }

    private void AddCrossOriginPolicy(IPAddress address, OidcOptions? oidc)
    {
        var hosts = AllowedHosts.Read(Settings);
        // Cloud Run calls and probes a program by names that it does not know, and has checked them itself
        var isOpen = _service.AnonymousAccess is not null || oidc is { Disabled: true };
        var checksHosts = isOpen || IPAddress.IsLoopback(address) || Settings.IsSet(CommonSettings.AllowedHosts);
        Services.AddSingleton(new CrossOriginPolicy(checksHosts ? hosts : null, NeedsProof: oidc is not { Disabled: false }, _service.TakesGrpc, _service.ServesPages));
        Services.TryAddSingleton<IRefusalAnswer, ProblemAnswer>();
        if (_service.AnonymousAccess is not null && !IPAddress.IsLoopback(address))
        {
            Services.AddHostedService(provider => new OpenToTheNetworkNotice(
                _service, address, toPerson: _host is null, provider.GetRequiredService<ILogger<OpenToTheNetworkNotice>>()));
        }
    }

    private void AddConnectionLimits()
    {
        var maxOfPort = _service.DefaultBindAddress is null ? int.MaxValue : (int)Settings.Integer(CommonSettings.MaxConnections, 1, 100_000);
        Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.RequestHeadersTimeout = HeadersTimeout);
        // Kestrel takes the last transport that was added
        Services.AddSingleton<IConnectionListenerFactory>(provider => new LimitedTransport(
            ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider),
            () => new ConnectionLimiter(
                maxOfPort, ConnectionBudget.Process, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ConnectionLimiter>>())));
    }

    private void AddKestrel(IPAddress address)
    {
        if (!_service.ListensOnPort)
        {
            WebHost.UseKestrelCore();
            return;
        }

        var port = (int)Settings.Integer(CommonSettings.Port(_service), IPEndPoint.MinPort, IPEndPoint.MaxPort);
        WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = _service.MaxRequestBodyBytes;
            kestrel.Listen(address, port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
    }

    /// <summary>A misspelt argument would be ignored silently, and the default used instead of the intended value.</summary>
    private void CheckArguments(string[] args)
    {
        var known = _service.AllSettings.Select(s => s.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var given = new ConfigurationBuilder().AddCommandLine(args).Build();
        foreach (var (name, _) in given.AsEnumerable())
        {
            if (!known.Contains(name) && !name.StartsWith("OTEL_", StringComparison.Ordinal))
            {
                Settings.AddFault(new Setting(name, "", "value"), "is not a setting of this service", "see --help; arguments are written --NAME=value");
            }
        }
    }
}
